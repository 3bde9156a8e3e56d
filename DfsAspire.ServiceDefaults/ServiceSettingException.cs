namespace DfsAspire.ServiceDefaults;

/// <summary>A setting that all services have has a value that it must not have. The message names it.</summary>
public sealed class ServiceSettingException : Exception
{
    /// <summary>Creates the exception with its message for people.</summary>
    public ServiceSettingException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a default message.</summary>
    public ServiceSettingException() : this("A setting has a value that it must not have.")
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public ServiceSettingException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
