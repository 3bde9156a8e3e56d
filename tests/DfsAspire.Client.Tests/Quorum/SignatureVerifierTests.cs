using System.Security.Cryptography;
using DfsAspire.Client.Quorum;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Tests.Quorum;

public sealed class SignatureVerifierTests : IDisposable
{
    private static readonly StorePath Path = StorePath.Parse("docs/report.pdf");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SignatureVerifier _verifier;

    public SignatureVerifierTests() => _verifier = new SignatureVerifier(_key.ExportSubjectPublicKeyInfo());

    public void Dispose()
    {
        _verifier.Dispose();
        _key.Dispose();
    }

    [Fact]
    public void A_genuine_entry_is_genuine_again_and_only_for_its_own_path_and_user()
    {
        var entry = Sign(1);
        Assert.True(_verifier.IsGenuine(entry, "Alice", Path));
        Assert.True(_verifier.IsGenuine(entry, "Alice", Path));
        Assert.False(_verifier.IsGenuine(entry, "Bob", Path));
        Assert.False(_verifier.IsGenuine(entry, "Alice", StorePath.Parse("docs/other.pdf")));
    }

    [Fact]
    public void A_signature_that_was_right_for_one_entry_is_not_taken_with_another()
    {
        var (one, other) = (Sign(1), Sign(2));
        Assert.True(_verifier.IsGenuine(one, "Alice", Path));
        Assert.True(_verifier.IsGenuine(other, "Alice", Path));
        Assert.False(_verifier.IsGenuine(SignedEntry.Parse(one.Encoded, other.Signature), "Alice", Path));
        Assert.False(_verifier.IsGenuine(SignedEntry.Parse(other.Encoded, one.Signature), "Alice", Path));
    }

    [Fact]
    public void A_known_entry_with_one_bit_turned_over_is_verified_and_refused()
    {
        var entry = Sign(1);
        Assert.True(_verifier.IsGenuine(entry, "Alice", Path));
        var signature = entry.Signature.ToArray();
        signature[17] ^= 4;
        var forged = SignedEntry.Parse(entry.Encoded, signature);
        Assert.False(_verifier.IsGenuine(forged, "Alice", Path));
        Assert.False(_verifier.IsGenuine(forged, "Alice", Path));
    }

    [Fact]
    public async Task Many_callers_at_once_get_right_answers()
    {
        var entries = Enumerable.Range(1, 20).Select(counter => Sign((ulong)counter)).ToList();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = SignedEntry.Sign(EntryOf(99), stranger);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            () =>
            {
                for (var at = 0; at < entries.Count; at++)
                {
                    Assert.True(_verifier.IsGenuine(entries[(at + caller) % entries.Count], "Alice", Path));
                    Assert.False(_verifier.IsGenuine(forged, "Alice", Path));
                }
            },
            TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void What_is_remembered_has_a_bound()
    {
        var known = new GenuineEntries();
        for (var print = 0; print < 3 * GenuineEntries.HalfPrints; print++)
            known.Add(new GenuineEntries.Print((UInt128)print, 0));
        Assert.False(known.Contains(new GenuineEntries.Print(0, 0)));
        Assert.True(known.Contains(new GenuineEntries.Print((UInt128)(3 * GenuineEntries.HalfPrints - 1), 0)));
        Assert.InRange(known.Count, GenuineEntries.HalfPrints, 2 * GenuineEntries.HalfPrints);
    }

    private SignedEntry Sign(ulong counter) => SignedEntry.Sign(EntryOf(counter), _key);

    private static Entry EntryOf(ulong counter) =>
        new() { User = "Alice", Path = Path, Kind = EntryKind.Folder, Stamp = new Stamp(counter, Guid.Empty), WrittenAt = 1 };
}
