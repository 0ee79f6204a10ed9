using System.Globalization;

namespace Kube.Node.Runtime.Process.Linux;

/// <summary>One process for good: numbers are used again, a number with its start time is not.</summary>
/// <param name="Pid">As this process numbers it.</param>
/// <param name="StartTime">Clock ticks from the host's start to the process's.</param>
internal readonly record struct ProcessIdentity(int Pid, long StartTime)
{
    /// <summary>The process that now has a number; null when there is none, or only its remains.</summary>
    public static ProcessIdentity? Of(int pid) => ReadStartTime(pid) is { } start ? new(pid, start) : null;

    public bool IsAlive => Pid > 0 && ReadStartTime(Pid) == StartTime;

    /// <summary>Sends a signal to this process and to no later one of its number (as far as two calls can say so).</summary>
    public bool Signal(int signal) => IsAlive && Native.Kill(Pid, signal) == 0;

    private static long? ReadStartTime(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }

        // The name in parentheses may hold spaces and parentheses; fields count from behind it: state is field 3, start time field 22.
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && fields[0] is not ("Z" or "X") ? long.Parse(fields[19], CultureInfo.InvariantCulture) : null;
    }
}
