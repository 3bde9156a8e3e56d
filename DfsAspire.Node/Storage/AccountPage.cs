using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>Some of the accounts, in ordinal order of the user names.</summary>
/// <param name="Accounts">The accounts; empty when none follow.</param>
/// <param name="HasMore">True when more follow after the last of them.</param>
public sealed record AccountPage(IReadOnlyList<AccountReport> Accounts, bool HasMore);
