namespace Kube.Api.FlowControl;

/// <summary>How many seats a priority level could have used in the current period, and smoothed over the periods before. Guarded by its level's lock.</summary>
internal sealed class SeatDemand
{
    // Upstream's: an envelope that falls by half in about five minutes of ten-second periods.
    private const double Smoothing = 0.977;

    private double _seconds;
    private double _area;
    private double _squares;
    private int _now;
    private int _highest;

    public double Average { get; private set; }

    public double Deviation { get; private set; }

    public int HighWatermark { get; private set; }

    public double Smoothed { get; private set; }

    /// <summary>Some time went by with the demand as it was.</summary>
    public void Pass(double seconds)
    {
        _seconds += seconds;
        _area += _now * seconds;
        _squares += (double)_now * _now * seconds;
    }

    public void Set(int seats)
    {
        _now = seats;
        if (seats > _highest) _highest = seats;
    }

    /// <summary>Ends a period.</summary>
    public void Turn()
    {
        Average = _seconds > 0 ? _area / _seconds : _now;
        Deviation = _seconds > 0 ? Math.Sqrt(Math.Max(0, (_squares / _seconds) - (Average * Average))) : 0;
        HighWatermark = _highest;
        var envelope = Average + Deviation;
        Smoothed = Math.Max(envelope, (Smoothing * Smoothed) + ((1 - Smoothing) * envelope));
        (_seconds, _area, _squares, _highest) = (0, 0, 0, _now);
    }
}
