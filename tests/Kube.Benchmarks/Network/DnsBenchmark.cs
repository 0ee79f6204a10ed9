using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kube.Samples.Cluster;

namespace Kube.Benchmarks.Network;

/// <summary>Queries per second of the cluster's DNS server in a whole cluster in this process, over UDP; the client takes its part of the processor, too.</summary>
internal static class DnsBenchmark
{
    private const int Outstanding = 64;

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is ["--seconds", var number] && int.TryParse(number, out var parsed) ? parsed : 10;
        var directory = Directory.CreateTempSubdirectory("kube-benchmark-").FullName;
        try
        {
            await using var cluster = await ClusterHost.StartAsync(new()
            {
                DataDirectory = directory, SecurePort = 0, KubeletPort = 0,
                ServiceClusterIPRange = IPNetwork.Parse("10.98.0.0/16"), ClusterCidr = IPNetwork.Parse("10.231.0.0/16"),
            });
            var server = new IPEndPoint(IPAddress.Parse("10.98.0.10"), 53);
            Console.WriteLine($"dns benchmark: {Environment.ProcessorCount} cores, {Outstanding} queries at a time");
            await RowAsync("warm-up", server, "kubernetes.default.svc.cluster.local", 2);
            await RowAsync("service", server, "kubernetes.default.svc.cluster.local", seconds);
            await RowAsync("no such name", server, "nosuch.default.svc.cluster.local", seconds);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return 0;
    }

    private static async Task RowAsync(string row, IPEndPoint server, string name, int seconds)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 200 };
        await socket.ConnectAsync(server);
        var query = Query(name);
        var (answers, cpu) = (0L, Environment.CpuUsage.TotalTime);
        var clock = Stopwatch.StartNew();
        var client = new Thread(() =>
        {
            var buffer = new byte[4096];
            for (var i = 0; i < Outstanding; i++) socket.Send(query);
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                try
                {
                    socket.Receive(buffer);
                    answers++;
                }
                catch (SocketException)
                {
                    // Some were lost: begin again.
                    for (var i = 1; i < Outstanding; i++) socket.Send(query);
                }

                socket.Send(query);
            }
        });
        client.Start();
        await Task.Run(client.Join);
        var used = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine($"{row,-14} {answers / clock.Elapsed.TotalSeconds,10:N0} queries/s, {used.TotalMicroseconds / Math.Max(1, answers):F1} µs of processor per query (client and server), {used / clock.Elapsed:F2} cores");
    }

    private static byte[] Query(string name)
    {
        var bytes = new List<byte>([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        foreach (var label in name.Split('.'))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.AddRange([0, 0, 1, 0, 1]);
        return [.. bytes];
    }
}
