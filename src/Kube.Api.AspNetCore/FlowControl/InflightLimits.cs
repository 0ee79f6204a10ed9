using Kube.Api.Authentication;

namespace Kube.Api.AspNetCore.FlowControl;

/// <summary>How many requests may be under way at once, such as read and such as write: what limits a server without priority and fairness.
/// Administrators are let in beyond it, so that somebody can see what is wrong (upstream's maxinflight.go).</summary>
internal sealed class InflightLimits(int reading, int writing)
{
    private int _reading;
    private int _writing;

    /// <summary>0 is no limit.</summary>
    public InflightKind Enter(UserInfo user, bool isWrite)
    {
        var limit = isWrite ? writing : reading;
        if (limit == 0) return InflightKind.None;
        ref var count = ref isWrite ? ref _writing : ref _reading;
        if (Interlocked.Increment(ref count) <= limit) return isWrite ? InflightKind.Writing : InflightKind.Reading;
        Interlocked.Decrement(ref count);
        return user.IsIn(UserNames.MastersGroup) ? InflightKind.None : InflightKind.Refused;
    }

    public void Exit(InflightKind kind)
    {
        if (kind == InflightKind.Reading) Interlocked.Decrement(ref _reading);
        else if (kind == InflightKind.Writing) Interlocked.Decrement(ref _writing);
    }
}
