using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell.Doctor;

/// <summary>How much of a quota is used.</summary>
internal static class QuotaCheck
{
    // Above this the next larger file may be refused.
    private const double Much = 0.9;

    /// <summary>What is to say of it.</summary>
    public static Finding Of(string user, QuotaReport report)
    {
        var quota = report.Quota;
        if (quota.IsNone)
            return new Finding(FindingLevel.Good, "quota: none, the nodes' disks are the limit", null);
        if (report.Use is not { } use)
            return new Finding(FindingLevel.Warning, "quota: fewer than two nodes say how much of it is used", "Look at what stands above of the nodes.");
        List<string> parts = [];
        if (quota.Bytes is { } bytes)
            parts.Add($"{ByteSize.Format(use.Bytes)} of {ByteSize.Format(bytes)}");
        if (quota.Files is { } files)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{use.Files} of {files} files"));
        var share = Math.Max(Share(use.Bytes, quota.Bytes), Share(use.Files, quota.Files));
        var what = string.Create(CultureInfo.InvariantCulture, $"quota: {string.Join(" and ", parts)} used ({Math.Floor(share * 100):0} %)");
        return share > Much
            ? new Finding(FindingLevel.Warning, what, $"Delete what you do not need, or ask the administrator for more: dfs user quota {user} --bytes SIZE --files COUNT.")
            : new Finding(FindingLevel.Good, what, null);
    }

    private static double Share(long used, long? limit) => limit switch
    {
        null => 0,
        0 => 1,
        { } most => (double)used / most,
    };
}
