using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something whose value is known when the application runs.</summary>
public interface IValueProvider
{
    /// <summary>The value. Here it is at hand as soon as the endpoints have their ports.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>Something that can be named in a manifest; the stand-in writes none.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>Its name there.</summary>
    string ValueExpression { get; }
}

/// <summary>A value with a name in a manifest.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;

/// <summary>A value made of others.</summary>
public interface IValueWithReferences
{
    /// <summary>The others.</summary>
    IEnumerable<object> References { get; }
}

/// <summary>A resource that is reached with a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IExpressionValue, IValueWithReferences
{
    /// <summary>What the connection string is made of.</summary>
    ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>The connection string.</summary>
    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) => ConnectionStringExpression.GetValueAsync(cancellationToken);

    string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetConnectionStringAsync(cancellationToken);

    IEnumerable<object> IValueWithReferences.References => [ConnectionStringExpression];
}

/// <summary>Text with values in it that are known when the application runs.</summary>
public class ReferenceExpression : IExpressionValue, IValueWithReferences
{
    private readonly IReadOnlyList<Piece> _pieces;

    private ReferenceExpression(IReadOnlyList<Piece> pieces) => _pieces = pieces;

    /// <inheritdoc/>
    public string ValueExpression => string.Concat(_pieces.Select(piece => piece.Text ?? ((IManifestExpressionProvider)piece.Value!).ValueExpression));

    IEnumerable<object> IValueWithReferences.References => _pieces.Select(piece => piece.Value).OfType<object>();

    /// <summary>Makes one of an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Pieces);

    /// <summary>The text, with the values in it.</summary>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var piece in _pieces)
            text.Append(piece.Text ?? Escape(await piece.Value!.GetValueAsync(cancellationToken), piece.Format));
        return text.Length == 0 ? null : text.ToString();
    }

    private static string? Escape(string? value, string? format) => format?.ToUpperInvariant() switch
    {
        null => value,
        "URI" => Uri.EscapeDataString(value ?? ""),
        _ => throw new NotSupportedException($"The format '{format}' is not known; 'uri' is."),
    };

    internal sealed record Piece(string? Text, IValueProvider? Value, string? Format);

    /// <summary>Takes the pieces of an interpolated string.</summary>
    /// <param name="literalLength">How long its text is.</param>
    /// <param name="formattedCount">How many values it has.</param>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<Piece> Pieces { get; } = new(Math.Min(literalLength, formattedCount) + formattedCount + 1);

        /// <summary>Takes text.</summary>
        public void AppendLiteral(string value) => Pieces.Add(new Piece(value, null, null));

        /// <summary>Takes text.</summary>
        public void AppendFormatted(string? value) => Pieces.Add(new Piece(value ?? "", null, null));

        /// <summary>Takes a value.</summary>
        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider, null);

        /// <summary>Takes a value and how it is written: <c>uri</c>, or as it is.</summary>
        public void AppendFormatted<T>(T valueProvider, string? format = null) where T : IValueProvider, IManifestExpressionProvider =>
            Pieces.Add(new Piece(null, valueProvider, format));
    }
}

/// <summary>What of an endpoint is meant.</summary>
public enum EndpointProperty
{
    /// <summary>Scheme, host and port.</summary>
    Url = 0,

    /// <summary>The host.</summary>
    Host = 1,

    /// <summary>The port.</summary>
    Port = 3,

    /// <summary>Host and port.</summary>
    HostAndPort = 6,
}

/// <summary>A property of an endpoint, for use elsewhere.</summary>
/// <param name="endpointReference">The endpoint.</param>
/// <param name="property">What of it.</param>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IExpressionValue, IValueWithReferences
{
    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; } = endpointReference;

    /// <summary>What of it.</summary>
    public EndpointProperty Property { get; } = property;

    /// <inheritdoc/>
    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{Property}}}";

    IEnumerable<object> IValueWithReferences.References => [Endpoint];

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var url = new Uri(Endpoint.Url);
        return ValueTask.FromResult<string?>(Property switch
        {
            EndpointProperty.Url => Endpoint.Url,
            EndpointProperty.Host => url.Host,
            EndpointProperty.Port => url.Port.ToString(CultureInfo.InvariantCulture),
            EndpointProperty.HostAndPort => url.Authority,
            _ => throw new InvalidOperationException($"The stand-in for Aspire does not know {Property} of an endpoint."),
        });
    }
}
