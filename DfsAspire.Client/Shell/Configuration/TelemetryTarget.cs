namespace DfsAspire.Client.Shell.Configuration;

/// <summary>Where traces go over OTLP (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). As text it shows the endpoint only: headers may carry a key.</summary>
/// <param name="Endpoint">An absolute http or https address.</param>
/// <param name="Protocol"><see cref="Grpc"/> or <see cref="HttpProtobuf"/>, the values of <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</param>
/// <param name="Headers">As in <c>OTEL_EXPORTER_OTLP_HEADERS</c>: <c>name=value,…</c>; null for none.</param>
public sealed record TelemetryTarget(Uri Endpoint, string Protocol, string? Headers)
{
    /// <summary>OTLP over gRPC.</summary>
    public const string Grpc = "grpc";

    /// <summary>OTLP as protobuf over HTTP.</summary>
    public const string HttpProtobuf = "http/protobuf";

    /// <inheritdoc/>
    public override string ToString() => Endpoint.ToString();

    /// <summary>Reads what stands after <c>Telemetry:</c>, which is also what the worker makes of its environment.</summary>
    public static TelemetryTarget? TryCreate(string? endpoint, string? protocol, string? headers)
    {
        protocol = string.IsNullOrEmpty(protocol) ? Grpc : protocol;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && protocol is Grpc or HttpProtobuf && headers?.Any(char.IsControl) is not true
                ? new TelemetryTarget(address, protocol, string.IsNullOrWhiteSpace(headers) ? null : headers.Trim())
                : null;
    }
}
