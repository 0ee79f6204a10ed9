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
        try
        {
            // The current file and the one that is put aside now count too.
            foreach (var name in Trim(path, maxFiles - 2))
                if (!name.EndsWith(".gz", StringComparison.Ordinal)) TryCompress(name);
            await PutAsideAsync(container.Id, path, cancellationToken);
        }
        finally
        {
            // A process pod's shim keeps its log bounded as well: what it removed while it was being compressed is there again.
            Trim(path, maxFiles - 1);
        }
    }

    private async ValueTask PutAsideAsync(string containerId, string path, CancellationToken cancellationToken)
    {
        var aside = $"{path}.{time.GetUtcNow().ToString(Suffix, CultureInfo.InvariantCulture)}";
        File.Move(path, aside, overwrite: true);
        try
        {
            await runtime.Streams.ReopenLogAsync(containerId, cancellationToken);
            logs.Rotated(path);
        }
        catch (NodeException)
        {
            // It still writes to the file that it has: give that its name back.
            if (!File.Exists(path)) File.Move(aside, path);
            throw;
        }
    }

    /// <summary>Deletes the oldest of the files that were put aside, and what an agent that was killed left half compressed; returns the others, oldest first.</summary>
    private static List<string> Trim(string path, int kept)
    {
        // Not by pattern: "0.log.*" finds "0.log" too.
        var older = Directory.GetFiles(Path.GetDirectoryName(path)!).Where(name => name.StartsWith(path + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        foreach (var name in older.Where(IsHalf)) File.Delete(name);
        older.RemoveAll(IsHalf);
        var surplus = Math.Max(0, older.Count - kept);
        foreach (var name in older.Take(surplus)) File.Delete(name);
        return older[surplus..];

        static bool IsHalf(string name) => name.EndsWith(".tmp", StringComparison.Ordinal);
    }

    private static void TryCompress(string name)
    {
        try
        {
            Compress(name);
        }
        catch (FileNotFoundException)
        {
            // The shim was faster: it was one too many.
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
