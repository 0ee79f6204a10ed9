using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Kube.Benchmarks.Peers;

/// <summary>An etcd of the machine, durable as it comes, on a free loopback port and a directory that goes with it; spoken to over its own gRPC API.</summary>
internal sealed class EtcdProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _directory;
    private readonly HttpMessageInvoker _http;
    private readonly Uri _put;

    private EtcdProcess(Process process, string directory, int port)
    {
        _process = process;
        _directory = directory;
        _put = new Uri($"http://127.0.0.1:{port}/etcdserverpb.KV/Put");
        // One connection with many streams, as etcd's own client has; more are opened when its streams run out.
        _http = new HttpMessageInvoker(new SocketsHttpHandler { EnableMultipleHttp2Connections = true });
    }

    /// <summary>Null when the machine has no etcd.</summary>
    public static async Task<EtcdProcess?> TryStartAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "etcd")).FirstOrDefault(File.Exists);
        if (program is null) return null;
        var directory = Directory.CreateTempSubdirectory("kube-etcd-").FullName;
        var (port, peer) = (FreePort(), FreePort());
        var start = new ProcessStartInfo(program,
        [
            "--data-dir", directory, "--listen-client-urls", $"http://127.0.0.1:{port}", "--advertise-client-urls", $"http://127.0.0.1:{port}",
            "--listen-peer-urls", $"http://127.0.0.1:{peer}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{peer}",
            "--initial-cluster", $"default=http://127.0.0.1:{peer}", "--quota-backend-bytes", "8589934592",
        ])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("etcd did not start");
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var etcd = new EtcdProcess(process, directory, port);
        await etcd.WaitUntilReadyAsync();
        return etcd;
    }

    /// <summary>Puts one key.</summary>
    public async Task PutAsync(string key, byte[] value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _put)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(key, value)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var answer = await _http.SendAsync(request, CancellationToken.None);
        await answer.Content.CopyToAsync(Stream.Null);
        var status = answer.TrailingHeaders.TryGetValues("grpc-status", out var codes) || answer.Headers.TryGetValues("grpc-status", out codes) ? codes.First() : "none";
        if (status != "0") throw new InvalidOperationException($"etcd answered a put with gRPC status {status}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>A gRPC message: one byte for "not compressed", its length, and a PutRequest (1: key, 2: value).</summary>
    private static byte[] Frame(string key, byte[] value)
    {
        var message = new MemoryStream();
        message.Write([0, 0, 0, 0, 0]);
        Field(message, 1, Encoding.UTF8.GetBytes(key));
        Field(message, 2, value);
        var bytes = message.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - 5);
        return bytes;
    }

    private static void Field(MemoryStream message, int number, byte[] value)
    {
        message.WriteByte((byte)((number << 3) | 2));
        var length = (uint)value.Length;
        for (; length >= 0x80; length >>= 7) message.WriteByte((byte)(length | 0x80));
        message.WriteByte((byte)length);
        message.Write(value);
    }

    private async Task WaitUntilReadyAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await PutAsync("ready", [1]);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or InvalidOperationException && attempt < 100 && !_process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
