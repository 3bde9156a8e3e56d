using System.Runtime.CompilerServices;

// The RFC's vectors need chosen nonces, which no caller may choose.
[assembly: InternalsVisibleTo("DfsAspire.Protocol.Tests")]
