namespace Kube.Node.Runtime;

/// <summary>Which further groups a container's processes have.</summary>
public enum SupplementalGroupsPolicy
{
    /// <summary>Those of the pod and those that the image's <c>/etc/group</c> gives its user.</summary>
    Merge = 0,

    /// <summary>Only those of the pod.</summary>
    Strict = 1,
}
