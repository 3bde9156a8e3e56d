using System.Runtime.InteropServices;

namespace Aspire.Hosting.Running;

/// <summary>The <c>dotnet</c> that runs this process: resources run under the same one, wherever it was installed.</summary>
internal static class DotnetHost
{
    /// <summary>The installation's root directory.</summary>
    public static string Root { get; } =
        System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>The program.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
