namespace DfsAspire.Protocol.Lines;

/// <summary>Whether lines between clients and nodes, and among nodes, are encrypted. All programs of a store must agree.</summary>
public enum TlsPolicy
{
    /// <summary>TLS 1.3, always: the default.</summary>
    Required = 0,

    /// <summary>Plain TCP, within this machine only.</summary>
    OffOnLoopback = 1,

    /// <summary>Plain TCP, to anywhere.</summary>
    Off = 2,
}
