namespace DfsAspire.Simulation.Disk;

/// <summary>Bytes that grow and shrink; what was never written is zero.</summary>
internal sealed class Bytes
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public int Read(Span<byte> destination, long position)
    {
        if (position >= Length)
            return 0;
        var read = (int)Math.Min(destination.Length, Length - position);
        _bytes.AsSpan((int)position, read).CopyTo(destination);
        return read;
    }

    public void Write(ReadOnlySpan<byte> bytes, int position)
    {
        if (position + bytes.Length > Length)
            SetLength(position + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(position));
    }

    public void SetLength(int length)
    {
        if (length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(length, Math.Max(1024, 2 * _bytes.Length)));
        if (length < Length)
            Array.Clear(_bytes, length, Length - length);
        Length = length;
    }

    public void Flip(long bit)
    {
        if (bit / 8 < Length)
            _bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
    }

    public Bytes Copy() => new() { _bytes = _bytes.AsSpan(0, Length).ToArray(), Length = Length };
}
