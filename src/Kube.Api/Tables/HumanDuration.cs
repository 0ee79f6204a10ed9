namespace Kube.Api.Tables;

/// <summary>Writes a duration in the short form of kubectl's tables: <c>45s</c>, <c>3m10s</c>, <c>25m</c>, <c>5h30m</c>, <c>2d4h</c>, <c>3y80d</c>.</summary>
public static class HumanDuration
{
    /// <summary>Formats a duration by upstream's <c>duration.HumanDuration</c> (apimachinery 1.36): at most two units, the second dropped when it says little.</summary>
    /// <returns><c>0s</c> for up to two seconds into the future, <c>&lt;invalid&gt;</c> for more.</returns>
    public static string Format(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 60 * 2) return $"{seconds}s";
        var minutes = (long)duration.TotalMinutes;
        if (minutes < 10) return Two(minutes, "m", seconds % 60, "s");
        if (minutes < 60 * 3) return $"{minutes}m";
        var hours = (long)duration.TotalHours;
        if (hours < 8) return Two(hours, "h", minutes % 60, "m");
        if (hours < 48) return $"{hours}h";
        if (hours < 24 * 8) return Two(hours / 24, "d", hours % 24, "h");
        if (hours < 24 * 365 * 2) return $"{hours / 24}d";
        if (hours < 24 * 365 * 8) return Two(hours / 24 / 365, "y", hours / 24 % 365, "d");
        return $"{hours / 24 / 365}y";
    }

    private static string Two(long major, string majorUnit, long minor, string minorUnit) =>
        minor == 0 ? $"{major}{majorUnit}" : $"{major}{majorUnit}{minor}{minorUnit}";
}
