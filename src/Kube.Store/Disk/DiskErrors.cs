using Kube.Store.Errors;

namespace Kube.Store.Disk;

/// <summary>Tells a full disk from other failures.</summary>
internal static class DiskErrors
{
    private const int NoSpace = 28;                             // ENOSPC
    private const int QuotaExceeded = 122;                      // EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static bool IsFull(IOException error) => error.HResult is NoSpace or QuotaExceeded or WindowsDiskFull;

    public static bool IsFull(int errno) => errno is NoSpace or QuotaExceeded;

    public static StoreFullException Full(string path, Exception? error) => new(path, error);

    public static T Translate<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (IOException error) when (IsFull(error))
        {
            throw Full(path, error);
        }
    }
}
