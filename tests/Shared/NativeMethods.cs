using System.Runtime.InteropServices;

namespace Kube.Tests.Shared;

internal static partial class NativeMethods
{
    /// <summary>kill(2); .NET has no way to send SIGTERM to another process.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Kill(int processId, int signal);
}
