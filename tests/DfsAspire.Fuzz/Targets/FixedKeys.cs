using System.Security.Cryptography;
using DfsAspire.Client.Sealing;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Keys that are the same in every run, so that what opened once opens again.</summary>
internal static class FixedKeys
{
    /// <summary>The id of the one content.</summary>
    public static byte[] ContentId { get; } = Fill(ContentKeys.ContentIdLength, 3);

    /// <summary>A user's keys.</summary>
    public static Keyring Keyring { get; } = new(1, Fill(ContentKeys.KeyLength, 1), SigningKey());

    /// <summary>The same, with a second master key beside the first.</summary>
    public static Keyring KeyringWithNext { get; } = Keyring.WithNext();

    /// <summary>The same, of a user whose names are encrypted.</summary>
    public static Keyring KeyringWithNames { get; } = new(1, Fill(ContentKeys.KeyLength, 1), [], SigningKey(), new HidingKeys(Fill(NameCipher.KeyLength, 7), null));

    /// <summary>The same, of a user whose files are filled up.</summary>
    public static Keyring KeyringWithLengths { get; } = new(1, Fill(ContentKeys.KeyLength, 1), [], SigningKey(), new HidingKeys(null, Fill(LengthCipher.KeyLength, 8)));

    /// <summary>What follows from that user's password.</summary>
    public static PasswordKeys Password { get; } = new(Fill(ContentKeys.KeyLength, 2));

    /// <summary>The keys of the one content, sealed in two runs.</summary>
    public static ContentKeys Content { get; } = new(
        ContentId, Fill(ContentKeys.KeyLength, 4), [new KeyRun(Fill(KeyRun.IdLength, 5), [0, 0, 0, 0]), new KeyRun(Fill(KeyRun.IdLength, 6), [1, 1, 1, 1])]);

    private static byte[] Fill(int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static ECDsa SigningKey()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(
            "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/9+m5dkfGiXqTnnxkJmKmnugta/S993hl17rbQTgUzCh"
            + "RANCAAQ7LVuhfp72pyOt5SSiNiI3Z7CgpfAy00WQL/tsCEtP3r17krS4rBex8gwebrOv8RSnQKWoyKdar8AClwi2I3ls"), out _);
        return key;
    }
}
