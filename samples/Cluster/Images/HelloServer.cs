using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Kube.Samples.Cluster.Images;

/// <summary>
/// The <c>hello</c> image: HTTP on port 8080, or $PORT. It speaks HTTP over plain sockets, because a web framework would cost each replica more memory than everything else in it.
/// </summary>
/// <remarks>SIGTERM drains: for $DRAIN_SECONDS (1) it goes on answering, since proxies hear of its end a moment later, but closes each connection after its answer.</remarks>
internal static class HelloServer
{
    private static readonly string Name = Environment.GetEnvironmentVariable("POD_NAME") ?? Environment.GetEnvironmentVariable("HOSTNAME") ?? Environment.MachineName;
    private static readonly CancellationTokenSource Stopping = new();
    private static long _requests;
    private static int _open;
    private static volatile bool _draining;

    public static int Run()
    {
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Drain);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Drain);
        return ServeAsync().GetAwaiter().GetResult();
    }

    private static void Drain(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _draining = true;
        Stopping.CancelAfter(TimeSpan.FromSeconds(Number("DRAIN_SECONDS", 1)));
    }

    private static async Task<int> ServeAsync()
    {
        var port = (int)Number("PORT", 8080);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(512);
        Console.WriteLine($"hello from {Name} on port {port}");
        try
        {
            while (true)
            {
                var connection = await listener.AcceptAsync(Stopping.Token);
                Interlocked.Increment(ref _open);
                ThreadPool.UnsafeQueueUserWorkItem(static socket => _ = ServeAsync(socket), connection, preferLocal: false);
            }
        }
        catch (OperationCanceledException)
        {
            // What was begun is finished, for as long as the pod's grace lets it.
            listener.Close();
            while (Volatile.Read(ref _open) > 0)
                await Task.Delay(10);
        }

        Console.WriteLine($"{Name} answered {Interlocked.Read(ref _requests)} requests");
        return 0;
    }

    private static async Task ServeAsync(Socket connection)
    {
        try
        {
            using (connection)
            {
                connection.NoDelay = true;
                var buffer = new byte[8192];
                var length = 0;
                while (true)
                {
                    // A kept connection that is idle when the server stops has nothing to lose.
                    var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
                    if (end < 0)
                    {
                        var read = length == buffer.Length ? 0 : await connection.ReceiveAsync(buffer.AsMemory(length), Stopping.Token);
                        if (read == 0)
                            return;
                        length += read;
                        continue;
                    }

                    var head = Encoding.ASCII.GetString(buffer, 0, end);
                    length -= end + 4;
                    Buffer.BlockCopy(buffer, end + 4, buffer, 0, length);
                    var close = _draining || head.Contains("connection: close", StringComparison.OrdinalIgnoreCase) || head.Contains("HTTP/1.0", StringComparison.Ordinal);
                    await connection.SendAsync(Answer(head, close), SocketFlags.None);
                    if (close)
                    {
                        connection.Shutdown(SocketShutdown.Send);
                        return;
                    }
                }
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // The client went away, or the server is going.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static byte[] Answer(string head, bool close)
    {
        var target = head.Split(' ') is [_, var path, ..] ? path.Split('?')[0] : "/";
        var (status, body) = target switch
        {
            "/" => ("200 OK", $"hello from {Name}, request {Interlocked.Increment(ref _requests)}\n"),
            "/healthz" => ("200 OK", "ok"),
            "/env" => ("200 OK", Variables()),
            "/crash" => Crash(),
            _ => ("404 Not Found", $"nothing at {target}\n"),
        };
        var payload = head.StartsWith("HEAD", StringComparison.Ordinal) ? "" : body;
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
            + $"Connection: {(close ? "close" : "keep-alive")}\r\n\r\n{payload}"));
    }

    private static string Variables()
    {
        var lines = new List<string>();
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            lines.Add($"{variable.Key}={variable.Value}\n");
        lines.Sort(StringComparer.Ordinal);
        return string.Concat(lines);
    }

    private static (string Status, string Body) Crash()
    {
        Console.Error.WriteLine($"{Name} crashes, as asked");
        Environment.Exit(1);
        return default;
    }

    private static double Number(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
