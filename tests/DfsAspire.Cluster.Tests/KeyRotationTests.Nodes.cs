using DfsAspire.Client.Connections;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Volume;

namespace DfsAspire.Cluster.Tests;

/// <summary>What the nodes have, in their catalogs and behind their parts.</summary>
public sealed partial class KeyRotationTests
{
    private async Task<StateReply> StateAsync(StorePath path)
    {
        await using var session = await StoreSession.OpenAsync(Cluster.Options(_user, First), Cancellation);
        return await session.Nodes[0].AskAsync<GetState, StateReply>("state", new GetState(default, path), Cancellation);
    }

    private async Task<Keyring> OpenKeyringAsync(string password)
    {
        await using var session = await StoreSession.OpenAsync(Cluster.Options(_user, password), Cancellation);
        return session.Keyring.Copy();
    }

    private async Task<IReadOnlyList<AccountRecord>> AccountsAsync(string password)
    {
        await using var session = await StoreSession.OpenAsync(Cluster.Options(_user, password), Cancellation);
        return await Task.WhenAll(session.Nodes.Select(async node =>
            (await node.AskAsync<GetAccount, AccountReply>("account", new GetAccount(default, _user), Cancellation)).Record!));
    }

    // All key records in a node's catalog.
    private async Task<IReadOnlyList<ContentKeyRecord>> RecordsAsync(int node, string password)
    {
        await using var session = await StoreSession.OpenAsync(Cluster.Options(_user, password), Cancellation);
        var records = new List<ContentKeyRecord>();
        var after = default(ContentId);
        do
        {
            var page = await session.Nodes[node - 1].AskAsync<GetKeyRecords, KeyRecordsReply>(
                "key records", new GetKeyRecords(default, after, MasterKeyNumber.Last + 1), Cancellation);
            records.AddRange(page.Records);
            after = page.Last;
        }
        while (!after.IsNone);
        return records;
    }

    // What lies behind the parts on a node's disk.
    private IEnumerable<PartTrailer> Trailers(int node)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Cluster.VolumeOf(node), _user), "*", SearchOption.AllDirectories))
        {
            byte[] bytes;
            try
            {
                bytes = System.IO.File.ReadAllBytes(file);
            }
            catch (FileNotFoundException)
            {
                continue;
            }

            if (bytes.Length >= PartTrailer.LengthBytes && PartTrailer.LengthAt(bytes.AsSpan(^PartTrailer.LengthBytes..), bytes.Length) is { } length
                && PartTrailer.Parse(bytes.AsMemory(^length..)) is { } trailer)
            {
                yield return trailer;
            }
        }
    }

    private List<long> NumbersInTrailers(int node) => [.. Trailers(node).Select(trailer => MasterKeyNumber.Of(trailer.KeyRecord))];

    // Credentials that three nodes took come to the fourth by repair.
    private async Task HoldsOnlyAsync(long number, string password)
    {
        await Eventually.TrueAsync("all nodes have the same credentials", Patience, async () =>
            (await AccountsAsync(password)).Select(record => Convert.ToHexString(record.Credentials!.Encoded.Span)).Distinct().Count() == 1);
        using var keyring = await OpenKeyringAsync(password);
        Assert.True(keyring.Epoch == number && !keyring.HasOlder && !keyring.HasNext);
        Assert.All(await AccountsAsync(password), record => Assert.Equal((number, number), (record.Credentials!.Credentials.MasterKey, record.Credentials.Credentials.NewestKey)));
        foreach (var node in TestCluster.Numbers)
        {
            Assert.All(await RecordsAsync(node, password), record => Assert.Equal(number, MasterKeyNumber.Of(record.Record)));
            Assert.All(NumbersInTrailers(node), found => Assert.Equal(number, found));
        }
    }
}
