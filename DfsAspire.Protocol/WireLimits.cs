namespace DfsAspire.Protocol;

/// <summary>The fixed limits of protocol version 1. Every length that arrives is held against one of these before memory is taken for it.</summary>
public static class WireLimits
{
    /// <summary>The protocol version that this code speaks; Hello and Welcome must agree on it.</summary>
    public const int Version = 1;

    /// <summary>The most bytes one message may have, framing included.</summary>
    public const int MessageBytes = 64 * 1024;

    /// <summary>Bytes of contents in every chunk but the last of a run.</summary>
    public const int ChunkBytes = 1024;

    /// <summary>The most bytes (UTF-8) one name in a path may have.</summary>
    public const int NameBytes = 255;

    /// <summary>The most bytes (UTF-8) a whole path may have.</summary>
    public const int PathBytes = 1024;

    /// <summary>The most bytes of one encoded entry.</summary>
    public const int EntryBytes = 4 * 1024;

    /// <summary>The most bytes of one encoded account.</summary>
    public const int AccountBytes = 8 * 1024;

    /// <summary>The most bytes of encoded credentials.</summary>
    public const int CredentialsBytes = 4 * 1024;

    /// <summary>The most bytes of a key record, which nodes keep without understanding it.</summary>
    public const int KeyRecordBytes = 4 * 1024;

    /// <summary>The most bytes of a keyring, which nodes keep without understanding it.</summary>
    public const int KeyringBytes = 1024;

    /// <summary>The most bytes of a file's length as an entry carries it for the user alone, which nodes keep without understanding it.</summary>
    public const int HiddenLengthBytes = 64;

    /// <summary>The most bytes of one SCRAM message.</summary>
    public const int ScramBytes = 1024;

    /// <summary>The most bytes of the text for people in a reply; longer texts are cut by the sender.</summary>
    public const int TextBytes = 1024;

    /// <summary>The most bytes of a W3C <c>traceparent</c> or <c>tracestate</c>.</summary>
    public const int TraceBytes = 512;

    /// <summary>The most plaintext bytes one content may have (256 TiB): sealed lengths then stay far from overflow.</summary>
    public const long ContentBytes = 1L << 48;

    /// <summary>Nodes in a cluster, and parts of a content.</summary>
    public const int Nodes = 4;

    /// <summary>How long connecting and Welcome may take before a node counts as down for this command.</summary>
    public static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(1);

    /// <summary>The same, when a client asks again because too few nodes were in time: on a machine that is very busy, handshakes take longer.</summary>
    public static readonly TimeSpan PatientConnectTime = TimeSpan.FromSeconds(5);

    /// <summary>How long a peer may stay silent within a request before it counts as lost.</summary>
    public static readonly TimeSpan SilenceTime = TimeSpan.FromSeconds(10);

    /// <summary>How long a client heeds a node's signs of life before a part begins to come: the node has only to open a file, and other nodes have other parts.</summary>
    public static readonly TimeSpan OpenTime = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a client heeds a node's signs of life within one request that does not read or write whole parts. What a write rests on
    /// would be too old afterwards anyway (<see cref="TicketAge"/>).
    /// </summary>
    public static readonly TimeSpan WorkTime = TimeSpan.FromMinutes(1);

    /// <summary>The same where the node reads or writes that many bytes: an old disk reads ten million a second.</summary>
    public static TimeSpan WorkTimeFor(long bytes) => WorkTime + TimeSpan.FromSeconds(bytes / 10_000_000);

    /// <summary>How often a node that is busy (syncing, say) sends a sign of life.</summary>
    public static readonly TimeSpan SignOfLifePeriod = TimeSpan.FromSeconds(1);

    /// <summary>How old a state answer may be when a commit or finish rests on it.</summary>
    public static readonly TimeSpan TicketAge = TimeSpan.FromMinutes(1);
}
