using System.Globalization;
using System.Text;
using Kube.Api.Models;
using Kube.Node.Hosting;

namespace Kube.Node.Volumes;

/// <summary>Files of pods on this machine, laid out as upstream: <c>pods/UID/volumes/PLUGIN/NAME</c>, <c>pods/UID/containers/NAME/N</c>, logs in <c>NAMESPACE_NAME_UID/CONTAINER/N.log</c>.</summary>
internal sealed class LocalPodFiles(NodeOptions options, TimeProvider time) : IPodFiles, IAbandonedFiles
{
    private const int MessageBytes = 4096;
    private const string EmptyPlugin = "kubernetes.io~empty-dir";

    private readonly string _pods = Path.GetFullPath(Path.Combine(options.RootDirectory, "pods"));
    private readonly string _logs = Path.GetFullPath(options.LogDirectory.Length > 0 ? options.LogDirectory : Path.Combine(options.RootDirectory, "pod-logs"));

    public string PreparePod(V1Pod pod)
    {
        // Others on the machine, pods among them, have no business below.
        Make(_pods, VolumeModes.Private);
        Make(PodDirectory(pod), VolumeModes.Private);
        Make(_logs, VolumeModes.Private);
        var logs = LogDirectory(pod);
        Make(logs, VolumeModes.Readable);
        return logs;
    }

    public string SetUp(V1Pod pod, string volume, VolumeContent content)
    {
        switch (content)
        {
            case VolumeContent.EmptyDirectory empty: return SetUpEmpty(pod, volume, empty);
            case VolumeContent.Host host:
                HostPaths.Check(host.Path, host.Type);
                return host.Path;
            case VolumeContent.Local local:
                if (!Directory.Exists(local.Path)) throw new VolumeException($"path \"{local.Path}\" does not exist");
                VolumeOwnership.Set(local.Path, pod.Spec.SecurityContext, local.IsReadOnly);
                return local.Path;
            case VolumeContent.Block block:
                HostPaths.Check(block.Path, "BlockDevice");
                return block.Path;
            case VolumeContent.Payload payload:
                var path = VolumeDirectory(pod, payload.Plugin, volume);
                var group = pod.Spec.SecurityContext?.FsGroup;
                if (Make(path, VolumeModes.Everyone) && group is { } id) VolumeModes.GiveToGroup(path, id, isDirectory: true, readOnly: true);
                new AtomicPayload(path, group, time).Write(payload.Files);
                return path;
            default: throw new VolumeException("unknown content of a volume");
        }
    }

    public string SubPath(V1Pod pod, string container, int mount, string volumePath, string subPath)
    {
        var root = HostPaths.Real(volumePath);
        if (!Directory.Exists(root)) throw new VolumeException($"volume path \"{root}\" is no directory");
        var handle = VolumeNative.OpenBeneath(root, subPath, (uint)File.GetUnixFileMode(root) & 0x1ff);
        try
        {
            var opened = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle}");
            return VolumeNative.IsRoot ? Pin(pod, container, mount, opened) : new FileInfo(opened).LinkTarget ?? throw new VolumeException($"subpath \"{subPath}\" cannot be read");
        }
        finally
        {
            _ = VolumeNative.Close(handle);
        }
    }

    public string? WriteHosts(V1Pod pod, string text)
    {
        var path = Path.Combine(PodDirectory(pod), "etc-hosts");
        if (!File.Exists(path) || File.ReadAllText(path) != text) File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return path;
    }

    public string? PrepareContainer(V1Pod pod, V1Container container, int attempt)
    {
        Make(Path.Combine(LogDirectory(pod), container.Name), VolumeModes.Readable);
        var directory = Path.Combine(PodDirectory(pod), "containers", container.Name);
        Make(directory, VolumeModes.Private);
        var path = Path.Combine(directory, attempt.ToString(CultureInfo.InvariantCulture));
        using (File.Create(path))
        {
            // Only to be there; the container writes it.
        }

        File.SetUnixFileMode(path, (UnixFileMode)0x1b6); // 0666
        return path;
    }

    public string ReadTerminationMessage(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var buffer = new byte[MessageBytes];
            return Encoding.UTF8.GetString(buffer, 0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public void RemovePod(V1Pod pod, bool logsToo)
    {
        var directory = PodDirectory(pod);
        if (!TryUnmountAll(directory)) return;
        // The rest of the directory holds last words, which status still shows until the pod is gone.
        Delete(logsToo ? directory : Path.Combine(directory, "volumes"));
        if (logsToo) Delete(LogDirectory(pod));
    }

    public void Remove(Func<string, bool> isKnownPodUid)
    {
        // Listed first: a pod is known before its directory is made.
        var pods = Directory.Exists(_pods) ? Directory.GetDirectories(_pods) : [];
        var logs = Directory.Exists(_logs) ? Directory.GetDirectories(_logs) : [];
        foreach (var directory in pods.Where(path => !isKnownPodUid(Path.GetFileName(path))))
        {
            // Volumes of drivers are taken down by their drivers first.
            var driven = Path.Combine(directory, "volumes", "kubernetes.io~csi");
            if ((!Directory.Exists(driven) || Directory.GetDirectories(driven).Length == 0) && TryUnmountAll(directory)) Delete(directory);
        }

        foreach (var directory in logs.Where(path => !isKnownPodUid(Path.GetFileName(path).Split('_')[^1]))) Delete(directory);
    }

    /// <summary>The directory of a volume that takes its space from the node's disk; null for any other.</summary>
    public string? OwnDirectory(V1Pod pod, V1Volume volume)
    {
        if (volume.EmptyDir is { } empty) return empty.Medium?.StartsWith("Memory", StringComparison.Ordinal) == true ? null : VolumeDirectory(pod, EmptyPlugin, volume.Name);
        return volume.ConfigMap is null ? null : VolumeDirectory(pod, "kubernetes.io~configmap", volume.Name);
    }

    /// <summary>The directories with the logs of a pod's containers, each by its container's name.</summary>
    public IEnumerable<string> ContainerLogs(V1Pod pod) => Directory.Exists(LogDirectory(pod)) ? Directory.GetDirectories(LogDirectory(pod)) : [];

    private string SetUpEmpty(V1Pod pod, string volume, VolumeContent.EmptyDirectory empty)
    {
        var path = VolumeDirectory(pod, EmptyPlugin, volume);
        var isNew = Make(path, VolumeModes.Everyone);
        // An agent that was killed in between has made the directory and no more.
        if (!isNew && (!empty.InMemory || HostPaths.MountsBelow(Path.GetDirectoryName(path)!).Contains(path))) return path;
        if (empty.InMemory)
        {
            if (!VolumeNative.IsRoot) throw new VolumeException("emptyDir with medium Memory needs an agent that runs as root");
            var size = empty.SizeLimit is > 0 and var limit ? string.Create(CultureInfo.InvariantCulture, $"size={limit},mode=777") : "mode=777";
            VolumeNative.Mount("tmpfs", path, "tmpfs", VolumeNative.MountNoSuid | VolumeNative.MountNoDevices, size);
        }

        if (pod.Spec.SecurityContext?.FsGroup is { } group) VolumeModes.GiveToGroup(path, group, isDirectory: true, readOnly: false);
        return path;
    }

    /// <summary>Mounts what was opened at a place of the node's own: a link that is swapped in later leads nowhere.</summary>
    private string Pin(V1Pod pod, string container, int mount, string opened)
    {
        var target = Path.Combine(PodDirectory(pod), "volume-subpaths", container, mount.ToString(CultureInfo.InvariantCulture));
        VolumeNative.Unmount(target);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (Directory.Exists(opened)) Directory.CreateDirectory(target);
        else if (!File.Exists(target)) File.Create(target).Dispose();
        VolumeNative.Mount(opened, target, null, VolumeNative.MountBind, null);
        return target;
    }

    /// <returns>False when something is still mounted: what lies beneath may be a user's, and is not deleted.</returns>
    private static bool TryUnmountAll(string directory)
    {
        foreach (var mounted in HostPaths.MountsBelow(directory)) VolumeNative.Unmount(mounted);
        return HostPaths.MountsBelow(directory).Count == 0;
    }

    private static void Delete(string directory)
    {
        try
        {
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone is what was wanted.
        }
    }

    /// <returns>Whether it was missing.</returns>
    private static bool Make(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path)) return false;
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, mode);
        return true;
    }

    private string PodDirectory(V1Pod pod) => Path.Combine(_pods, pod.Metadata.Uid!);

    private string LogDirectory(V1Pod pod) => Path.Combine(_logs, $"{pod.Metadata.Namespace}_{pod.Metadata.Name}_{pod.Metadata.Uid}");

    private string VolumeDirectory(V1Pod pod, string plugin, string volume) => Path.Combine(PodDirectory(pod), "volumes", plugin, volume);
}
