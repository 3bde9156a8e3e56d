using System.Buffers;
using BenchmarkDotNet.Attributes;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.MicroBench;

/// <summary>1 MiB of contents in chunks of 1,024 bytes, beside a copy of it.</summary>
public class Framing
{
    private const int Length = 1024 * 1024;

    private readonly byte[] _contents = new byte[Length];
    private readonly byte[] _destination = new byte[Length];
    private readonly ArrayBufferWriter<byte> _output = new(2 * Length);
    private ReadOnlySequence<byte> _framed;

    /// <summary>Makes the contents.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        Random.Shared.NextBytes(_contents);
        var output = new ArrayBufferWriter<byte>(2 * Length);
        new ChunkWriter(Length).Write(output, _contents);
        _framed = new ReadOnlySequence<byte>(output.WrittenMemory);
    }

    /// <summary>The reference.</summary>
    [Benchmark(Baseline = true)]
    public void Copy() => _contents.CopyTo(_destination.AsSpan());

    /// <summary>Into chunks.</summary>
    [Benchmark]
    public void Write()
    {
        _output.ResetWrittenCount();
        new ChunkWriter(Length).Write(_output, _contents);
    }

    /// <summary>Out of chunks.</summary>
    [Benchmark]
    public int Read()
    {
        var input = new SequenceReader<byte>(_framed);
        return new ChunkReader(Length).Read(ref input, _destination);
    }
}
