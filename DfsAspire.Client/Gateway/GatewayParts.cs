using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav.Locks;

namespace DfsAspire.Client.Gateway;

/// <summary>What all requests of one gateway share, through whichever door they come.</summary>
/// <param name="Locks">Who has locked what.</param>
/// <param name="Gates">Who is deciding about what.</param>
/// <param name="Uploads">Room for bodies on their way.</param>
/// <param name="Downloads">Room for what is on its way to readers.</param>
internal sealed record GatewayParts(LockTable Locks, PathGates Gates, UploadRoom Uploads, DownloadRoom Downloads);
