using System.Globalization;
using Kube.Controllers.CronJobs;

namespace Kube.Controllers.Tests.CronJobs;

public sealed class CronTimesTests
{
    [Theory]
    [InlineData("*/15 * * * *", "2030-01-01T00:00:00Z", "2030-01-01T00:15:00Z")]
    [InlineData("0 0 * * *", "2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z")]
    [InlineData("30 9 * * MON-fri", "2030-01-04T10:00:00Z", "2030-01-07T09:30:00Z")]
    [InlineData("0 12 13 * fri", "2030-01-01T00:00:00Z", "2030-01-04T12:00:00Z")]
    [InlineData("0 0 29 2 *", "2029-03-01T00:00:00Z", "2032-02-29T00:00:00Z")]
    [InlineData("5/20 * * * *", "2030-01-01T00:06:00Z", "2030-01-01T00:25:00Z")]
    [InlineData("@hourly", "2030-01-01T00:30:00Z", "2030-01-01T01:00:00Z")]
    [InlineData("@weekly", "2030-01-01T00:30:00Z", "2030-01-06T00:00:00Z")]
    [InlineData("@every 1h30m", "2030-01-01T00:30:10.5Z", "2030-01-01T02:00:10Z")]
    [InlineData("TZ=Europe/Berlin 0 9 * * *", "2030-07-01T00:00:00Z", "2030-07-01T07:00:00Z")]
    public void Next_OfASchedule_IsItsNextTime(string schedule, string after, string next) =>
        Assert.Equal(Time(next), CronTimes.Parse(schedule, TimeZoneInfo.Utc).Next(Time(after)));

    // The clocks of Berlin leave out 2:30 on 31 March 2030, and have it twice on 27 October.
    [Theory]
    [InlineData("30 2 * * *", "2030-03-30T12:00:00Z", "2030-04-01T00:30:00Z")]
    [InlineData("30 2 * * *", "2030-10-26T12:00:00Z", "2030-10-27T00:30:00Z")]
    [InlineData("30 2 * * *", "2030-10-27T00:30:00Z", "2030-10-28T01:30:00Z")]
    public void Next_WhereClocksChange_ComesAtMostOnceADay(string schedule, string after, string next) =>
        Assert.Equal(Time(next), CronTimes.Parse(schedule, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).Next(Time(after)));

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4 *")]
    public void Next_OfADayThatNeverComes_IsNone(string schedule) => Assert.Null(CronTimes.Parse(schedule, TimeZoneInfo.Utc).Next(Time("2030-01-01T00:00:00Z")));

    [Theory]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("@sometimes")]
    [InlineData("@every soon")]
    [InlineData("TZ=Nowhere/Else * * * * *")]
    public void Parse_NoSchedule_Throws(string schedule) => Assert.Throws<FormatException>(() => CronTimes.Parse(schedule, TimeZoneInfo.Utc));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
