namespace Aspire.Hosting;

/// <summary>Something is wrong with the application as a whole; the message says what to do.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public DistributedApplicationException(string message) : base(message)
    {
    }

    /// <summary>Makes one that another caused.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">What caused it.</param>
    public DistributedApplicationException(string message, Exception inner) : base(message, inner)
    {
    }
}
