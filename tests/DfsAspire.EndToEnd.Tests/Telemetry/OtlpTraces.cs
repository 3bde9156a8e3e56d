using System.Diagnostics;

namespace DfsAspire.EndToEnd.Tests.Telemetry;

/// <summary>
/// Reads the message in which an exporter sends spans: <c>ExportTraceServiceRequest</c> of
/// https://github.com/open-telemetry/opentelemetry-proto, from which the numbers of the fields are.
/// </summary>
internal static class OtlpTraces
{
    private const int Error = 2;

    public static IReadOnlyList<ReceivedSpan> Read(ReadOnlySpan<byte> request)
    {
        var spans = new List<ReceivedSpan>();
        var reader = new ProtobufReader(request);
        while (reader.Read())
        {
            if (reader.Field == 1)
                ReadResourceSpans(reader.Bytes, spans);
        }

        return spans;
    }

    private static void ReadResourceSpans(ReadOnlySpan<byte> message, List<ReceivedSpan> spans)
    {
        var service = "";
        var resource = new ProtobufReader(message);
        while (resource.Read())
        {
            if (resource.Field == 1)
                service = Attributes(resource.Bytes, field: 1).GetValueOrDefault("service.name") as string ?? "";
        }

        // The resource need not come first.
        var scopes = new ProtobufReader(message);
        while (scopes.Read())
        {
            if (scopes.Field != 2)
                continue;
            var scope = new ProtobufReader(scopes.Bytes);
            while (scope.Read())
            {
                if (scope.Field == 2)
                    spans.Add(ReadSpan(scope.Bytes, service));
            }
        }
    }

    private static ReceivedSpan ReadSpan(ReadOnlySpan<byte> message, string service)
    {
        var (trace, id, parent, name, kind, isError) = ("", "", "", "", 0L, false);
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    trace = reader.Hex;
                    break;
                case 2:
                    id = reader.Hex;
                    break;
                case 4:
                    parent = reader.Hex;
                    break;
                case 5:
                    name = reader.Text;
                    break;
                case 6:
                    kind = reader.Integer;
                    break;
                case 15:
                    isError = StatusCode(reader.Bytes) == Error;
                    break;
            }
        }

        // The wire counts the kinds from 1, as 0 says that there is none.
        return new ReceivedSpan(
            service, trace, id, parent.Length == 0 ? null : parent, name, (ActivityKind)(kind - 1), isError, Attributes(message, field: 9));
    }

    private static long StatusCode(ReadOnlySpan<byte> message)
    {
        var code = 0L;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == 3)
                code = reader.Integer;
        }

        return code;
    }

    private static Dictionary<string, object> Attributes(ReadOnlySpan<byte> message, int field)
    {
        var attributes = new Dictionary<string, object>();
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field != field)
                continue;
            var (name, value) = ("", (object?)null);
            var pair = new ProtobufReader(reader.Bytes);
            while (pair.Read())
            {
                if (pair.Field == 1)
                    name = pair.Text;
                else if (pair.Field == 2)
                    value = Value(pair.Bytes);
            }

            if (value is not null)
                attributes[name] = value;
        }

        return attributes;
    }

    private static object? Value(ReadOnlySpan<byte> message)
    {
        object? value = null;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            value = reader.Field switch
            {
                1 => reader.Text,
                2 => reader.Integer != 0,
                3 => reader.Integer,
                4 => reader.Double,
                _ => null,
            };
        }

        return value;
    }
}
