using System.Security.Cryptography;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Tests.Sealing;

/// <summary>
/// Vectors computed outside this program (Python's cryptography package), from the words of the format alone. If one
/// fails, files that users have stored would no longer open: a changed format needs a new format number instead.
/// </summary>
public sealed class FrozenFormatTests
{
    private const string Record =
        "950103c40c707172737475767778797a7bc430d3e4b91b9a5de20da356b156b309152ed81973820410d42dee948c9e391fcb" +
        "be0d065be9349fb531b028b1b1192033f79295c410a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a10000000095c410b2b2b2b2b2b2" +
        "b2b2b2b2b2b2b2b2b2b2010002cd012c";

    private const string WrappedKeyring =
        "9301c40c707172737475767778797a7bc4c0b568ca56c40e3fded7cbfd06ce5e1200c394c1415199558ce619945efa7c004f" +
        "193dfc02abbda90dd411c4dbaba3bd443457ad912ff54516bdb47005d827fa00c248706e708f31aee5293469d4a38d0e7b63" +
        "4774c08496c3e94e7ae802462f18b38dc333a88ea6ad8e0615fabf807164c39df1baec17be5f1d63bbb15821c836af44e105" +
        "2ef50e603c573c9b65ab2609bc75939128ec3799e3790a14ccaa13d7bc70517ef5015d91f7eda7a1c94d06ad8e4e916e17f4" +
        "2b360eb462549d90c55e";

    private const string KeyringWithNames =
        "9303c40c808182838485868788898a8bc4e37332e2325375f57d602226c10df700f17cb8aaad8ddee530659dace015d1472f" +
        "fc20d3c642970dfbf0fc1da45ecd692f138a5f40cb0c95f24e8980117a1142c6406a61150c9c2270af7df36e8ffb500a9163" +
        "193ae50a24897bd7c388117a25bc2b8b0fdf01015f1e4ac51bf3b6669186a9f8c3bed5abb88c5d2afb6ae206392898c814db" +
        "42c74901b19b24ef354b40e4503183989dc086ce5bbabe2103e2ff219f170c3ab3b0dba2ecf573c2643083dca3bb31a38565" +
        "55acd55d005a93d588242c8700b79b361dd58fe0d9488f870ad00d6ce1ed98613c870aef1ed6f6e164b57d9814";

    private const string KeyringWithLengths =
        "9304c40c909192939495969798999a9bc4e4c16e5dfa812d2885a03fe22b021e8db5bbe0083d7f9eb39f27a63a083f613c52" +
        "f615fc7f87e626d5c4e47c017422b157aaed7242f6ea6fccaa2f39aceb999f3635e57354ca21375d3d75c63a52bf2226235e" +
        "aa8c2b6c9f556969df82764a32ad81f2bf882e87b3195c4bbe337d2182ebb77e7201f3584402c5c6ddea1a510a5affd3fff1" +
        "93eb2edb81747adf4b41af2684e509c88ed835179a6f81dd57644cbc902e30dcbaae89fc64a11aeac8d8ee8bd60269059047" +
        "6ccb58c149e47d45a4f1e07070c576a3ab3fcb7a1fbcec17ffc49d82c2107e0bb3527ba2096d50961524611615a5";

    private const string HiddenLength = "a0a1a2a3a4a5a6a7a8a9aaabd63715619341daeac78feee1fb9dd7046d4f3fccb7e5fa65";

    private const string HiddenPath =
        "~yl8sl8APGMQa4wCUIjHlCeOK9qECGC0pZLCH3NDnTp1RZIJWbQhkmB4tLsI/~EE1Scls21FL7enUI6JFBCV98B0wGdRI8A8O6t5udHb4bubHIWvLGthbY5eE";

    private const string PublicKey =
        "3059301306072a8648ce3d020106082a8648ce3d03010703420004515c3d6eb9e396b904d3feca7f54fdcd0cc1e997bf375d" +
        "ca515ad0a6c3b4035f4536be3a50f318fbf9a5475902a221502bef0d57e08c53b2cc0a56f17d9f9354";

    private static readonly byte[] DataKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] MasterKey = [.. Enumerable.Range(0x40, 32).Select(i => (byte)i)];
    private static readonly KeyRun FirstRun = new([.. Enumerable.Repeat((byte)0xa1, 16)], [0, 0, 0, 0]);
    private static readonly KeyRun SecondRun = new([.. Enumerable.Repeat((byte)0xb2, 16)], [1, 0, 2, 300]);

    [Fact]
    public void Parts_of_a_short_content_open()
    {
        byte[][] parts =
        [
            Convert.FromHexString("8851900693c679ae85101c0b644b8e1eca7de6"),
            Convert.FromHexString("6392de48ce5a87764376fc601433651b212329"),
            Convert.FromHexString("f1aebcee331073def0f4a6341aee2bf21a0011"),
            Convert.FromHexString("5901ed7cd3fcb9ea99993aaf272f6866"),
        ];
        using ContentKeys keys = new(SealedContent.Id, DataKey, [FirstRun]);
        Assert.Equal("DfsAspire"u8.ToArray(), SealedContent.Open(keys, parts, 9));
    }

    [Fact]
    public void Parts_of_a_resumed_content_are_sealed_to_these_bytes()
    {
        byte[] plaintext = new byte[3 * Lanes.Count * Lanes.SegmentLength + 1000];
        for (int i = 0; i < plaintext.Length; i++)
            plaintext[i] = (byte)(i * 31 + (i >> 8));
        Lanes lanes = new(plaintext.Length);
        byte[][] parts = [.. Enumerable.Range(0, 4).Select(lane => new byte[lanes.SealedLength(lane)])];
        foreach (Segment segment in Enumerable.Range(0, 4).SelectMany(lane => Enumerable.Range(0, 4).Select(index => lanes.SegmentAt(lane, index))))
        {
            bool resumed = segment.Index >= SecondRun.FirstSegments[segment.Lane];
            using ContentKeys keys = new(SealedContent.Id, DataKey, [FirstRun, SecondRun]);
            using SegmentCipher cipher = keys.CipherOf(resumed ? 1 : 0);
            cipher.Seal(segment, plaintext.AsSpan((int)segment.PlainOffset, segment.PlainLength), parts[segment.Lane].AsSpan((int)segment.SealedOffset));
        }

        string[] expected =
        [
            "742f16df8fc80d6d6a198672fe291105028f3f03a18a7bc7f53c8dd7f8b084f4",
            "baa25167152f2a57cb8527e12e0f6b0631ed845f4bcf40675738af61cf6a7282",
            "d676b156d15b7389313661c2d2d7cc50410048a6e6643439b89949bfedcc4109",
            "47524d2e185d97b39caa7574a5ef209043a855f782fb5df46cf4855f8f3c31c8",
        ];
        Assert.Equal(expected, parts.Select(part => Convert.ToHexStringLower(SHA256.HashData(part))));
        using ContentKeys opening = new(SealedContent.Id, DataKey, [FirstRun, SecondRun]);
        Assert.True(plaintext.AsSpan().SequenceEqual(SealedContent.Open(opening, parts, plaintext.Length)));
    }

    [Fact]
    public void A_key_record_opens()
    {
        using Keyring keyring = new(3, [.. MasterKey], ECDsa.Create(ECCurve.NamedCurves.nistP256));
        using ContentKeys keys = KeyRecord.Unwrap(Convert.FromHexString(Record), SealedContent.Id, keyring);
        Assert.Equal(DataKey, keys.DataKey);
        Assert.Equal([FirstRun.FirstSegments, SecondRun.FirstSegments], keys.Runs.Select(run => run.FirstSegments));
        Assert.Equal([FirstRun.Id, SecondRun.Id], keys.Runs.Select(run => run.Id));
    }

    [Fact]
    public void A_wrapped_keyring_opens()
    {
        using PasswordKeys password = new([.. Enumerable.Repeat((byte)5, 32)]);
        using Keyring keyring = Keyring.Unwrap(Convert.FromHexString(WrappedKeyring), "alice", Convert.FromHexString(PublicKey), password);
        Assert.Equal(3, keyring.Epoch);
        Assert.Equal(MasterKey, keyring.MasterKey);
        Assert.Equal(PublicKey, Convert.ToHexStringLower(keyring.PublicKey.Span));
    }

    [Fact]
    public void A_wrapped_keyring_with_the_key_of_names_opens_and_names_look_as_they_did()
    {
        using PasswordKeys password = new([.. Enumerable.Repeat((byte)5, 32)]);
        using Keyring keyring = Keyring.Unwrap(Convert.FromHexString(KeyringWithNames), "alice", Convert.FromHexString(PublicKey), password);
        Assert.Equal((3, 3), (keyring.Epoch, keyring.Newest));
        Assert.Equal(MasterKey, keyring.MasterKey);
        using NameCipher cipher = keyring.CreateNameCipher();
        Assert.Equal(HiddenPath, cipher.Hide(StorePath.Parse("docs/grün 2026.pdf")).Value);
    }

    [Fact]
    public void A_wrapped_keyring_with_the_key_of_lengths_opens_and_lengths_are_read()
    {
        using PasswordKeys password = new([.. Enumerable.Repeat((byte)5, 32)]);
        using Keyring keyring = Keyring.Unwrap(Convert.FromHexString(KeyringWithLengths), "alice", Convert.FromHexString(PublicKey), password);
        Assert.Equal((3, 3, false), (keyring.Epoch, keyring.Newest, keyring.HasNameKey));
        Assert.Equal(MasterKey, keyring.MasterKey);
        using LengthCipher cipher = keyring.CreateLengthCipher();
        Assert.True(cipher.TryReveal(new ContentId(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")), Convert.FromHexString(HiddenLength), out var length));
        Assert.Equal(1_234_567, length);
    }
}
