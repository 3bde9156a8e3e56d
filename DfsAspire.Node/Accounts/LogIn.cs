using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Node.Accounts;

/// <summary>What a log-in is checked against, and who is in when the proof holds: nobody for a name that may not log in.</summary>
internal sealed record LogIn(ScramCredentials Credentials, Caller? Caller);
