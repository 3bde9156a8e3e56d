using DfsAspire.Client.Accounts;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>What users change of their own accounts.</summary>
public sealed partial class DfsClient
{
    /// <summary>How much this user may keep, and how much of it is kept, as the nodes that answer say it.</summary>
    /// <exception cref="DfsException">Fewer than three nodes answer.</exception>
    public async Task<QuotaReport> GetQuotaAsync(CancellationToken cancellationToken)
    {
        using var command = Start("GET QUOTA", StorePath.Root, cancellationToken);
        return await command.RunAsync(async () =>
        {
            var answers = await AccountReader.AskAsync(Session.Begin(), User, withUse: true, cancellationToken);
            return answers.Count > 0
                ? QuotaReport.Of([.. answers.Select(answer => (answer.Reply.Account!.Account, answer.Reply.Use))])
                : throw new DfsException(DfsFault.Conflict, $"No node shows the account of '{User}'. It was removed meanwhile, or was never made there: ask the administrator.");
        });
    }

    /// <summary>
    /// Changes the password. It holds at once on every node that takes it, and three must; log-ins with the old one end. No file is uploaded
    /// again: the same keys are wrapped anew. This client goes on with the new password.
    /// </summary>
    /// <exception cref="DfsException">
    /// <see cref="DfsFault.QuorumRefused"/> when fewer than three nodes answer; <see cref="DfsFault.OutcomeOpen"/> when too few confirmed;
    /// <see cref="DfsFault.Conflict"/> when the account was changed at the same time.
    /// </exception>
    /// <exception cref="ArgumentException">The password is empty, too long or not valid Unicode.</exception>
    public async Task ChangePasswordAsync(string password, CancellationToken cancellationToken)
    {
        using var command = Start("CHANGE PASSWORD", StorePath.Root, cancellationToken);
        await command.RunAsync(async () =>
        {
            await new OwnCredentials(Session).ChangePasswordAsync(password, cancellationToken);
            return true;
        });
    }

    /// <summary>Goes on with a password that this user has been given by another client.</summary>
    internal void GoOnWith(string password) => Session.Login.ChangeSecret(password);

    /// <summary>
    /// Makes a recovery key, which opens the account when its password is lost. It is kept nowhere; a key made before opens nothing any
    /// more. To use it, log in with it (<see cref="DfsClientOptions.With"/>) and change the password.
    /// </summary>
    /// <returns>The key, in groups, for a piece of paper.</returns>
    /// <exception cref="DfsException">As for <see cref="ChangePasswordAsync"/>.</exception>
    public async Task<string> MakeRecoveryKeyAsync(CancellationToken cancellationToken)
    {
        using var command = Start("MAKE RECOVERY KEY", StorePath.Root, cancellationToken);
        return await command.RunAsync(() => new OwnCredentials(Session).MakeRecoveryKeyAsync(cancellationToken));
    }

    /// <summary>
    /// Replaces the master key: wraps the keys of all files anew, on all four nodes, while this user's sessions go on working. No file is uploaded
    /// again. It may be ended at any moment, and the same call goes on; so it does when it had to wait for a node. A recovery key made before
    /// opens nothing any more.
    /// </summary>
    /// <param name="progress">Told how many keys were wrapped anew; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DfsException">
    /// As for <see cref="ChangePasswordAsync"/>; <see cref="DfsFault.Refused"/> when this client was opened with the recovery key.
    /// </exception>
    public async Task<KeyRotationReport> RotateKeyAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var command = Start("ROTATE KEY", StorePath.Root, cancellationToken);
        return await command.RunAsync(async () =>
        {
            var report = await new KeyRotation(Session).RunAsync(progress, cancellationToken);
            command.NoteFaults(report.Waiting);
            return report;
        });
    }
}
