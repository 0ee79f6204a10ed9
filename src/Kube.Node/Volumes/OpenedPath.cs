using Microsoft.Win32.SafeHandles;

namespace Kube.Node.Volumes;

/// <summary>A file or a directory that was opened to be read.</summary>
internal readonly record struct OpenedPath(SafeFileHandle Handle, bool IsDirectory) : IDisposable
{
    public void Dispose() => Handle.Dispose();
}
