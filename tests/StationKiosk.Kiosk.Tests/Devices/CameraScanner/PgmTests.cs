using System.Text;
using CsCheck;
using StationKiosk.Kiosk.Devices.CameraScanner;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class PgmTests
{
    [Fact]
    public void A_picture_comes_with_its_size()
    {
        var picture = Pgm.Read("P5\n3 2\n255\nabcdef"u8.ToArray())!.Value;
        Assert.Equal((3, 2, "abcdef"), (picture.Width, picture.Height, Encoding.ASCII.GetString(picture.Pixels.Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("P5\n")]
    [InlineData("P5\n3 2\n255\nabcde")]
    [InlineData("P5\n3 2\n255\nabcdefg")]
    [InlineData("P5\n3 2\n65535\nabcdef")]
    [InlineData("P6\n1 2\n255\nabcdef")]
    [InlineData("P5\n-3 -2\n255\nabcdef")]
    [InlineData("P5\n0 0\n255\n")]
    [InlineData("P5\n65536 65536\n255\n")]
    [InlineData("P5\n99999999999999999999 2\n255\nabcdef")]
    public void Anything_else_is_no_picture(string bytes) => Assert.Null(Pgm.Read(Encoding.ASCII.GetBytes(bytes)));

    [Fact]
    public void No_bytes_make_it_fail() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        _ = Pgm.Read(bytes);
        _ = Pgm.Read((byte[])[.. "P5\n"u8, .. bytes]);
    });
}
