using System.Text;

namespace Kube.Benchmarks.Load;

/// <summary>A server on loopback and the credential to show it.</summary>
internal sealed record Endpoint(int Port, string Token)
{
    /// <summary>A whole request, ready to send.</summary>
    public byte[] Request(string method, string path, string body = "", string contentType = "application/json", bool gzip = false)
    {
        var head = new StringBuilder()
            .Append(method).Append(' ').Append(path).Append(" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ").Append(Token)
            .Append("\r\nAccept: application/json\r\nUser-Agent: benchmark/1.0\r\n");
        if (gzip) head.Append("Accept-Encoding: gzip\r\n");
        if (body.Length > 0) head.Append("Content-Type: ").Append(contentType).Append("\r\nContent-Length: ").Append(Encoding.UTF8.GetByteCount(body)).Append("\r\n");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").Append(body).ToString());
    }
}
