using DfsAspire.Client.Transfer;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Takes bytes and compares them with those of another stream; the first difference ends it with an <see cref="IOException"/>.</summary>
internal sealed class ComparingStream(Stream with) : OneWayStream
{
    private byte[] _buffer = [];

    /// <summary>True once a byte was another one, or one too many.</summary>
    public bool Differs { get; private set; }

    /// <summary>True when the other stream has nothing more.</summary>
    public bool IsAtEnd => with.ReadByte() < 0;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_buffer.Length < buffer.Length)
            _buffer = new byte[buffer.Length];
        var read = await with.ReadAtLeastAsync(_buffer.AsMemory(0, buffer.Length), buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (read < buffer.Length || !buffer.Span.SequenceEqual(_buffer.AsSpan(0, read)))
        {
            Differs = true;
            throw new IOException("The contents differ.");
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            with.Dispose();
        base.Dispose(disposing);
    }
}
