using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from configuration (<c>Parameters:name</c>) or from a default.</summary>
/// <param name="name">The name of the parameter.</param>
/// <param name="callback">Gives the value, or throws when there is none.</param>
/// <param name="secret">True when the value must not be shown.</param>
public class ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false) : Resource(name), IExpressionValue
{
    private readonly Lazy<string> _value = new(() => callback(null));

    /// <summary>True when the value must not be shown.</summary>
    public bool Secret { get; } = secret;

    /// <summary>The value.</summary>
    /// <exception cref="DistributedApplicationException">There is none.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(Current);

    /// <inheritdoc/>
    public string ValueExpression => $"{{{Name}.value}}";

    internal string Current => _value.Value;
}

/// <summary>Where a parameter's value comes from when configuration has none.</summary>
public abstract class ParameterDefault
{
    /// <summary>Gives the value.</summary>
    public abstract string GetDefaultValue();
}

/// <summary>A value made up at random: letters that cannot be mistaken for one another, digits and signs.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string Signs = "-_.{}~()*+!";

    /// <summary>How many characters the value has at least.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether signs are allowed.</summary>
    public bool Special { get; set; } = true;

    /// <inheritdoc/>
    public override string GetDefaultValue() => RandomNumberGenerator.GetString(
        Letters + Letters.ToUpperInvariant() + Digits + (Special ? Signs : ""), MinLength);
}
