namespace Kube.Node.Agent;

/// <summary>Small files of the machine.</summary>
internal static class HostText
{
    /// <returns>Empty when there is none.</returns>
    public static string Read(string path)
    {
        try
        {
            return path.Length > 0 && File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
