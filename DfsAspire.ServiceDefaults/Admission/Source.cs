using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace DfsAspire.ServiceDefaults.Admission;

/// <summary>
/// Where a connection comes from, as far as limits are concerned: an IPv4 address, or the /56 network of an IPv6 address, which is what one
/// subscriber is commonly given (RFC 6177, RIPE-690).
/// </summary>
/// <param name="Network">The address as one of IPv6, without the bits that are the subscriber's own.</param>
public readonly record struct Source(UInt128 Network)
{
    private const int NetworkBytes = 7;

    /// <summary>The source of a connection from there.</summary>
    public static Source Of(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
            return default;
        var bytes = address.MapToIPv6().GetAddressBytes().AsSpan();
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6)
            bytes[NetworkBytes..].Clear();
        return new Source(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>The address, or the network.</summary>
    public override string ToString()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Network);
        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : $"{address}/56";
    }
}
