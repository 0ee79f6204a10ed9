using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Kube.Node.Probes;

/// <summary>Asks <c>grpc.health.v1.Health/Check</c> over plain HTTP/2: one message each way.</summary>
internal static class GrpcHealth
{
    private const int FrameHeader = 5;
    private const byte Serving = 1;

    public static async ValueTask<ProbeAnswer> CheckAsync(HttpClient client, string host, int port, string service, CancellationToken cancellationToken)
    {
        var address = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{address}:{port}/grpc.health.v1.Health/Check")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(service)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new("trailers"));
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.36");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);

        var status = Header(response.TrailingHeaders, "grpc-status") ?? Header(response.Headers, "grpc-status") ?? "2";
        if (status == "12") return ProbeAnswer.Failure($"error: this server does not implement the grpc health protocol (grpc.health.v1.Health): {Message(response)}");
        if (status != "0") return ProbeAnswer.Failure($"error: health rpc probe failed: rpc error: code = {status} desc = {Message(response)}");
        var answer = StatusOf(body);
        return answer == Serving ? new(ProbeResult.Success, "service healthy") : ProbeAnswer.Failure($"service unhealthy (responded with \"{Name(answer)}\")");
    }

    // Field 1 of the request is the service's name.
    private static byte[] Frame(string service)
    {
        var name = Encoding.UTF8.GetBytes(service);
        var message = name.Length == 0 ? [] : (byte[])[10, .. Varint(name.Length), .. name];
        var frame = new byte[FrameHeader + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, FrameHeader);
        return frame;
    }

    private static byte[] Varint(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];

    // Field 1 of the answer is the status; left out when it is unknown.
    private static byte StatusOf(ReadOnlySpan<byte> body) => body.Length >= FrameHeader + 2 && body[FrameHeader] == 8 ? body[FrameHeader + 1] : (byte)0;

    private static string Name(byte status) => status switch
    {
        2 => "NOT_SERVING",
        3 => "SERVICE_UNKNOWN",
        _ => "UNKNOWN",
    };

    private static string Message(HttpResponseMessage response) =>
        Uri.UnescapeDataString(Header(response.TrailingHeaders, "grpc-message") ?? Header(response.Headers, "grpc-message") ?? "");

    private static string? Header(HttpHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
