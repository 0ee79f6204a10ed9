namespace Kube.Node.Runtime.Process;

/// <summary>The images that the process runtime can run without a command: programs of this host that the host registered.</summary>
/// <remarks>Called by any thread, calls overlap.</remarks>
public interface IProcessImageCatalog
{
    /// <summary>The image of a full name, such as <c>docker.io/library/hello:v2</c>; null when there is none.</summary>
    ProcessImage? Find(string fullName);

    /// <summary>All of them, by name.</summary>
    IReadOnlyList<ProcessImage> Images { get; }
}
