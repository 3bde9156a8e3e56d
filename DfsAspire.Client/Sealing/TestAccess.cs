using System.Runtime.CompilerServices;

// Frozen vectors need chosen keys and run ids, which no caller may choose.
[assembly: InternalsVisibleTo("DfsAspire.Client.Tests")]
