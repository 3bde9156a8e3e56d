namespace DfsAspire.Client.Shell;

/// <summary>
/// What a mistyped name was probably meant to be. The parser's own suggestions go to the standard output, where answers belong, name hidden commands, and
/// repeat what was typed as it is.
/// </summary>
internal static class NearestNames
{
    // A letter too many, one too few, another one, or two the wrong way round are each a slip.
    private const int MostSlips = 2;

    /// <summary>A question to put behind an error, with a blank before it; empty when no name is near.</summary>
    public static string Question(string typed, IEnumerable<string> names)
    {
        var nearest = names
            .Select(name => (Name: name, Slips: Slips(typed, name)))
            // Something of both must be left: 'x' was not meant to be 'rm'.
            .Where(one => one.Slips <= MostSlips && one.Slips < Math.Min(typed.Length, one.Name.Length))
            .GroupBy(one => one.Slips)
            .MinBy(group => group.Key);
        return nearest is null ? "" : $" Did you mean {string.Join(" or ", nearest.Select(one => $"'{one.Name}'"))}?";
    }

    // The distance of Damerau and Levenshtein (optimal string alignment), whatever the case.
    private static int Slips(string typed, string name)
    {
        if (Math.Abs(typed.Length - name.Length) > MostSlips)
            return MostSlips + 1;
        var slips = new int[typed.Length + 1, name.Length + 1];
        for (var i = 0; i <= typed.Length; i++)
        {
            for (var j = 0; j <= name.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    slips[i, j] = i + j;
                    continue;
                }

                var another = slips[i - 1, j - 1] + (IsSame(i, j) ? 0 : 1);
                slips[i, j] = Math.Min(another, Math.Min(slips[i - 1, j], slips[i, j - 1]) + 1);
                if (i > 1 && j > 1 && IsSame(i, j - 1) && IsSame(i - 1, j))
                    slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
            }
        }

        return slips[typed.Length, name.Length];

        bool IsSame(int i, int j) => char.ToLowerInvariant(typed[i - 1]) == name[j - 1];
    }
}
