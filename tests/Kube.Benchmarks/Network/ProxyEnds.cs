using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kube.Benchmarks.Network;

/// <summary>Both ends of connections, in a process of their own: what the proxy between them takes is then its process's alone.</summary>
internal sealed class ProxyEnds : IDisposable
{
    public const string Verb = "ends";

    private readonly Process _process;

    private ProxyEnds(Process process) => _process = process;

    /// <summary>Starts the process.</summary>
    public static ProxyEnds Start(IPAddress address) => new(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["proxy", Verb, address.ToString()])
    {
        RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
    })!);

    /// <summary>What the process does: listens, connects as often as it is told to, and keeps what is connected until its input ends.</summary>
    public static async Task<int> RunAsync(IPAddress address)
    {
        using var server = new TcpListener(address, 0);
        server.Start(4096);
        Console.WriteLine(server.LocalEndpoint);
        var held = new List<Socket>();
        while (await Console.In.ReadLineAsync() is { } line && line.Split(' ') is [var service, var count])
        {
            for (var i = int.Parse(count, CultureInfo.InvariantCulture); i > 0; i--) await HoldAsync(server, IPEndPoint.Parse(service), held);
            Console.WriteLine("done");
        }

        foreach (var socket in held) socket.Dispose();
        return 0;
    }

    /// <summary>Where the process listens.</summary>
    public async Task<IPEndPoint> ServerAsync() => IPEndPoint.Parse(await ReadAsync());

    /// <summary>Has so many more connections made, over each of which a byte goes.</summary>
    public async Task ConnectAsync(IPEndPoint service, int count)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{service} {count}"));
        await ReadAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task HoldAsync(TcpListener server, IPEndPoint service, List<Socket> held)
    {
        var client = new Socket(service.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        held.Add(client);
        await client.ConnectAsync(service);
        await client.SendAsync(new byte[] { 1 });
        while (true)
        {
            var accepted = await server.AcceptSocketAsync();
            held.Add(accepted);
            // Others came and went, to see whether the service is there.
            if (await accepted.ReceiveAsync(new byte[1].AsMemory()) == 1) return;
        }
    }

    private async Task<string> ReadAsync() => await _process.StandardOutput.ReadLineAsync() ?? throw new IOException("the process with both ends has ended");
}
