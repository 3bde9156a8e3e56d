namespace DfsAspire.Client.Shell.Configuration;

/// <summary>A configuration that cannot be used. The message names the file and the line and says what was expected; it never repeats a line, which may hold a password.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Creates the exception for a line of a file.</summary>
    public ConfigurationException(string file, int line, string expected) : base($"{file}, line {line}: {expected}") => Line = line;

    /// <summary>Creates the exception with its message for people.</summary>
    public ConfigurationException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public ConfigurationException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with a default message.</summary>
    public ConfigurationException() : this("The configuration cannot be used.")
    {
    }

    /// <summary>The line, counted from 1; 0 when it is not about a line.</summary>
    public int Line { get; }
}
