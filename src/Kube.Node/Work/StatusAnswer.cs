using System.Globalization;
using System.Text;
using Kube.Api.Metrics;
using Kube.Shared.Metrics;

namespace Kube.Node.Work;

/// <summary>What a <see cref="StatusPort"/> answers.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Type">The body's content type.</param>
/// <param name="Body">The body.</param>
internal sealed record StatusAnswer(int Code, string Type, string Body)
{
    private const string PlainText = "text/plain; charset=utf-8";

    public static StatusAnswer NotFound { get; } = new(404, PlainText, "404 page not found\n");

    /// <summary>Further headers, each a line with its end.</summary>
    public string Headers { get; init; } = "";

    public static StatusAnswer Text(string body) => new(200, PlainText, body);

    public static StatusAnswer Json(bool isFine, string body) => new(isFine ? 200 : 503, "application/json", body) { Headers = "X-Content-Type-Options: nosniff\r\n" };

    public static StatusAnswer Metrics(IMetricSource source)
    {
        var text = new PrometheusText();
        source.Collect(text);
        return new(200, "text/plain; version=0.0.4; charset=utf-8", text.ToString());
    }

    public byte[] ToBytes()
    {
        var reason = Code switch { 200 => "OK", 404 => "Not Found", _ => "Service Unavailable" };
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {Code} {reason}\r\nContent-Type: {Type}\r\n{Headers}Content-Length: {Encoding.UTF8.GetByteCount(Body)}\r\nConnection: close\r\n\r\n{Body}"));
    }
}
