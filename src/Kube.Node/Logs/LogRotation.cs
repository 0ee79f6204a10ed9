using System.Globalization;
using System.IO.Compression;
using Kube.Node.Agent;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Logs;

/// <summary>Keeps logs bounded: a file that has grown too big is put aside and compressed, the oldest go (upstream's <c>pkg/kubelet/logs</c>).</summary>
internal sealed class LogRotation(IContainerRuntime runtime, ContainerLogs logs, long maxBytes, int maxFiles, TimeProvider time, ILogger logger)
{
    private const string Suffix = "yyyyMMdd-HHmmss";

    public async ValueTask RotateAllAsync(CancellationToken cancellationToken)
    {
        foreach (var container in await runtime.Containers.ListAsync(new() { State = ContainerState.Running }, cancellationToken))
        {
            if (container.LogPath.Length == 0) continue;
            try
            {
                var file = new FileInfo(container.LogPath);
                if (file.Exists && file.Length >= maxBytes) await RotateAsync(container, cancellationToken);
            }
            catch (Exception e) when (e is NodeException or IOException or UnauthorizedAccessException)
            {
                NodeLog.Retrying(logger, $"rotation of {container.LogPath}", e);
            }
        }
    }

    private async ValueTask RotateAsync(ContainerStatus container, CancellationToken cancellationToken)
    {
        var path = container.LogPath;
        // Not by pattern: "0.log.*" finds "0.log" too.
        var older = Directory.GetFiles(Path.GetDirectoryName(path)!)
            .Where(name => name.StartsWith(path + ".", StringComparison.Ordinal) && !name.EndsWith(".tmp", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        // The current file and the one that is put aside now count too.
        foreach (var name in older.Take(Math.Max(0, older.Count - (maxFiles - 2)))) File.Delete(name);
        foreach (var name in older.Where(File.Exists))
            if (!name.EndsWith(".gz", StringComparison.Ordinal)) Compress(name);

        var aside = $"{path}.{time.GetUtcNow().ToString(Suffix, CultureInfo.InvariantCulture)}";
        File.Move(path, aside, overwrite: true);
        try
        {
            await runtime.Streams.ReopenLogAsync(container.Id, cancellationToken);
            logs.Rotated(path);
        }
        catch (NodeException)
        {
            // It still writes to the file that it has: give that its name back.
            if (!File.Exists(path)) File.Move(aside, path);
            throw;
        }
    }

    private static void Compress(string name)
    {
        var temporary = name + ".tmp";
        using (var from = File.OpenRead(name))
        using (var to = new GZipStream(File.Create(temporary), CompressionLevel.Fastest))
            from.CopyTo(to);
        File.Move(temporary, name + ".gz", overwrite: true);
        File.Delete(name);
    }
}
