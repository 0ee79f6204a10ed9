using Kube.Api.Models;
using Kube.Controllers.Volumes;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.VolumeProvisioning;

/// <summary>Makes volumes that are directories of this machine. All nodes must be on it; nothing limits a directory's size.</summary>
internal sealed class LocalDirectoryProvisioner(IOptions<LocalDirectoryOptions> options) : IVolumeProvisioner
{
    public const string ProvisionerName = "kube.local/directory";

    public string Name => ProvisionerName;

    public ValueTask<V1PersistentVolume> ProvisionAsync(ProvisionRequest request, CancellationToken cancellationToken)
    {
        if (request.Claim.Spec.VolumeMode == "Block") throw new NotSupportedException("a directory is no block device");
        var path = PathOf(request.VolumeName);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(options.Value.Directory);
            // Pods run as whoever they like, and each has a directory of its own.
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
        }

        return new(new V1PersistentVolume
        {
            Spec = new()
            {
                Capacity = new() { ["storage"] = VolumeMatch.Requested(request.Claim) },
                HostPath = new() { Path = path, Type = "DirectoryOrCreate" },
            },
        });
    }

    public ValueTask DeleteAsync(V1PersistentVolume volume, CancellationToken cancellationToken)
    {
        var path = PathOf(volume.Metadata.Name!);
        // Only what was made here, whatever the object says by now.
        if (volume.Spec.HostPath?.Path != path) throw new InvalidOperationException($"the volume is not at {path}");
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        return ValueTask.CompletedTask;
    }

    private string PathOf(string name) => Path.Combine(Path.GetFullPath(options.Value.Directory), name);
}
