namespace Kube.Node.Runtime.Process;

/// <summary>Kernel settings of the namespaces that the calling thread is in.</summary>
internal static class Sysctl
{
    public static bool TryWrite(string name, string value)
    {
        try
        {
            File.WriteAllText("/proc/sys/" + name.Replace('.', '/'), value);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
