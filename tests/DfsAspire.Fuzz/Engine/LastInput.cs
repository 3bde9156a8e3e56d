using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace DfsAspire.Fuzz.Engine;

/// <summary>The input being run, in a mapped file: what overflows the stack takes the process with it, but not this.</summary>
internal sealed unsafe class LastInput : IDisposable
{
    private const int LengthBytes = 4;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _bytes;
    private readonly int _capacity;

    /// <summary>Keeps inputs of up to <paramref name="maxBytes"/> bytes in a file.</summary>
    public LastInput(string file, int maxBytes)
    {
        _capacity = maxBytes;
        _file = MemoryMappedFile.CreateFromFile(file, FileMode.Create, null, LengthBytes + maxBytes);
        _view = _file.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _bytes);
    }

    /// <summary>What an earlier process left in a file; null when it left nothing.</summary>
    public static byte[]? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        var bytes = File.ReadAllBytes(file);
        return bytes.Length >= LengthBytes && BinaryPrimitives.ReadInt32LittleEndian(bytes) is > 0 and var length && length <= bytes.Length - LengthBytes
            ? bytes[LengthBytes..(LengthBytes + length)]
            : null;
    }

    /// <summary>The input kept last.</summary>
    public byte[] Current => new ReadOnlySpan<byte>(_bytes + LengthBytes, *(int*)_bytes).ToArray();

    /// <summary>Keeps an input in place of the one before.</summary>
    public void Keep(ReadOnlySpan<byte> input)
    {
        var length = Math.Min(input.Length, _capacity);
        *(int*)_bytes = length;
        input[..length].CopyTo(new Span<byte>(_bytes + LengthBytes, _capacity));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
