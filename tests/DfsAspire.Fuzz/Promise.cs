namespace DfsAspire.Fuzz;

/// <summary>What must hold for every input.</summary>
internal static class Promise
{
    /// <summary>Throws when something does not hold.</summary>
    /// <exception cref="BrokenPromiseException">It does not.</exception>
    public static void That(bool holds, string what)
    {
        if (!holds)
            throw new BrokenPromiseException(what);
    }
}

/// <summary>An input under which a promise does not hold; the message says which.</summary>
internal sealed class BrokenPromiseException(string what) : Exception(what);
