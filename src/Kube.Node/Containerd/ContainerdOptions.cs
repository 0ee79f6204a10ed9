using System.ComponentModel.DataAnnotations;

namespace Kube.Node.Containerd;

/// <summary>A containerd of this node's own: nothing of it is shared with one that the machine may run besides.</summary>
public sealed class ContainerdOptions : IValidatableObject
{
    /// <summary>Directory of its images, containers and configuration; created when missing. Required, no default.</summary>
    [Required] public string Directory { get; set; } = "";

    /// <summary>The bridge that its pods are on; made by the first pod. Default <c>cni0</c>; at most 15 characters.</summary>
    [Required, StringLength(15)] public string Bridge { get; set; } = "cni0";

    /// <summary>Range of pod addresses, such as <c>10.244.0.0/24</c>. Default: empty, which waits for the range that the cluster gives to the node.</summary>
    public string PodCidr { get; set; } = "";

    /// <summary>Directory of the CNI plugins. Default <c>/usr/lib/cni</c>.</summary>
    [Required] public string PluginDirectory { get; set; } = "/usr/lib/cni";

    /// <summary>How layers become file systems. Default <c>overlayfs</c>; <c>native</c> where that cannot be had.</summary>
    [Required] public string Snapshotter { get; set; } = "overlayfs";

    /// <summary>Directory of image archives (<c>*.tar</c>) that are imported at the start. Default: empty, which imports none.</summary>
    public string ImageDirectory { get; set; } = "";

    /// <summary>
    /// The cgroup that its pods are beneath (<c>NodeOptions.CgroupRoot</c>), when that is this node's alone: it goes at the end. Default: empty, which takes away the pods' own and
    /// leaves those above them, which are the machine's.
    /// </summary>
    public string CgroupRoot { get; set; } = "";

    /// <summary>How long its start may take. Default 30 s; 1 s to 10 min.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CgroupRoot.Length > 0 && (!CgroupRoot.StartsWith('/') || CgroupRoot.EndsWith('/')))
            yield return new("The cgroup root does not begin with a slash, or ends with one.", [nameof(CgroupRoot)]);
        if (StartTimeout < TimeSpan.FromSeconds(1) || StartTimeout > TimeSpan.FromMinutes(10)) yield return new("The time for the start is not within 1 s and 10 min.", [nameof(StartTimeout)]);
    }
}
