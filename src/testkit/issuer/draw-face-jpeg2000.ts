import { concatBytes, latin1ToBytes } from '../../bytes.js'
import { writeNumber } from '../lds/write-number.js'

/**
 * The face of {@link drawFace} as a JPEG 2000 codestream, without loss: what the encoder of `@cornerstonejs/codec-openjpeg` 1.3.6
 * (OpenJPEG) makes of it. A test encodes it anew and compares.
 *
 * @example
 * ```ts
 * import { drawFaceJpeg2000 } from 'emrtd/testkit'
 *
 * drawFaceJpeg2000()[0] // 0xff
 * ```
 */
export function drawFaceJpeg2000(): Uint8Array {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}

/**
 * A JP2 file around a JPEG 2000 codestream of eight-bit samples. ITU-T T.800 annex I.
 *
 * @param picture its size in pixels and its components: 1 for grey, 3 for colour.
 *
 * @example
 * ```ts
 * import { readImageHeader } from 'emrtd/images'
 * import { drawFaceJpeg2000, writeJp2 } from 'emrtd/testkit'
 *
 * const jp2 = writeJp2(drawFaceJpeg2000(), { width: 96, height: 128, components: 1 })
 * readImageHeader(jp2).format // 'jp2'
 * ```
 */
export function writeJp2(
  codestream: Uint8Array,
  picture: { readonly width: number; readonly height: number; readonly components: 1 | 3 },
): Uint8Array {
  const { width, height, components } = picture
  return concatBytes(
    box('jP  ', Uint8Array.of(0x0d, 0x0a, 0x87, 0x0a)),
    box('ftyp', latin1ToBytes('jp2 '), writeNumber(0, 4), latin1ToBytes('jp2 ')),
    box(
      'jp2h',
      box(
        'ihdr',
        writeNumber(height, 4),
        writeNumber(width, 4),
        writeNumber(components, 2),
        Uint8Array.of(7, 7, 0, 0),
      ),
      // By number: 16 is sRGB, 17 grey.
      box('colr', Uint8Array.of(1, 0, 0), writeNumber(components === 1 ? 17 : 16, 4)),
    ),
    box('jp2c', codestream),
  )
}

function box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const data = concatBytes(...content)
  return concatBytes(writeNumber(8 + data.length, 4), latin1ToBytes(type), data)
}

const base64 = [
  '/0//UQApAAAAAABgAAAAgAAAAAAAAAAAAAAAYAAAAIAAAAAAAAAAAAABBwEB/1IADAACAAEABQQEAAH/XAATQEBISFBISFBISFBI',
  'SFBISFD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAA0nAAH/k8+0OBQAdvVtsBR8zQ8+hotP',
  'x9odH2hs/MQABryHbLbfke5cvwFxHE8adT90Uuf3e85FGyd/F3H0q2WRk6jAaJLufckcP8/Auj7S+PwMwC6VxL9UXdXHq7uApC/R',
  'dz/6MJFfzHzs7Ew5lQ8gvH5tSdwD26ZBXV5VLrwPPTMao1lVoIjOlbNEyL924CWUsGeRVA73LRWJ98ZzBr7mzIXm43t5Q0mii+ko',
  'CID8fhadYBZniLAzGUlxCcaIa/dmexP8gVjYGZmrmfyel2BxP9bEzJ/OzUYsDj6QaAIFfBozJc/ChY+2io/CjGdyMr+6TNwocINz',
  '2I3KcISM/xbzROPV7SPB+N7Kgpl/8eA+9/2Q6GGof80/Jbpy0MxDRY1qGHHC2x4tGknT+PnlaO3aiwCDzvb/c3xnh+kDEVo1P2EE',
  'I5uHurKwYReClvxiXXYGjG1QguFDp5sPK8yRhgx6PxVF0vatyJmMad6R/UlYGZ8rCHZhETQSV/hzQZn2mhxJwsPYNnFBsPtpyUO2',
  'H0pIzxOLfN7t1XTXSKjOdVmBIs20sNA4oZFqyrxfRzndq7//UTGVSCIhMQJxTV3huK6NuvoYXseXMwlmfhmDpmqijpPUxzvWustn',
  'CfvIJ8gHQ2WcPjIsDM28q2wYKgGOt0uU7UrRLOi+C1AgVBEfPo7ReCbMtGhTxl2Q/ML/Cxc5KvOx5YLXIusNc1SV8kLFK4e4y06E',
  'uZRxjC0OsQkTXMWZaP8hMQKYlar9ME/2n/Ccek9xmNaFKv9cXoaBrXB8cMUrmxaWsJH2oNCVcLey3f6FFXcM6oKfgKmlGakrCff8',
  'hXNDZ7MiuV/2A9WxcYVENs/0g9aPpTcTf8/DWKPt1Zj8NZS/6J0X6T7WPnV0RGaRxHyGe4sFDOvAxLvBB6D7z2BqncNV3GpDkhSw',
  'XSXKWXBun3R0rgc7VfkV+yPHECvdnSr/KZEzVW8buUrhpUUtOgZ9WXuCoBsICw/J3W3FOcUNgtP9ch9XN8yjfGoArd/P6qn+XCHv',
  'KxBGoZefkusjBEekg4GAGcZk3n4ZKOEaZwTLDEO8SfHyrlMYw59bGxK8xw23xxL9QNTEG5eGBBfhsucDHVhTJZr38cBg7YQR1gC5',
  'UY7TMiR6C15e5vo4RTBbv9/U5boRgtV/NZAh5hYN530tE94uL8SmvfwQFpLOy1cnGFB88T6JOlkO3GHIiPh0HkfyxDfX4kbOPDvQ',
  'oeK9Fe0KWm0g4CBkVNE/zPOro36d5NTE30TG/oEh/jqoRPo+oozdurHMQ+ZM6oUFfy/KtuPo2GWjnJSRaX8DLyVVPEmB7PCNpF++',
  '+F+UTLLSdWueeO2HcwNH2swsgEVXJIt1IgOT24BRlhhZfNP6H6Xg56C1NsuJ5ly3k+nFwQbe4TGHTAShsh0guGKESp3lV00Mwgim',
  '5/08RLtwmX+cBsKbo54A+XCZdJsoSim+dJ7Ozd2AtD2TUuHukgL8DK2mwNyp55A4qGUHbgIMGRquDH1DC0AAwLRk2q9tA1TU/3mz',
  '67YMuF0Qlc4ShFXZaAxgypuN+zaP4wlIWt/vh1vlbAC9biR+h1DsfD5GEqS+S0F/MeNIlSxXlsa0tTaAW/ysv6rNTH2YHLHQoKAU',
  'rAt/XGdQqoR3wYs3vxCLpAJypPNwXKii7VCQZhDHz+FyvPwAxBOax81U5sWhCVZrpS73Se0UKmw7jmGwvZt0tKihKi9ccsfBO3As',
  'XFB/paFQuTX6H+TeB2Qv2Z9cDKBAE7K5XBBtuAXsfAPw4Q3edO9N5/zlI8r00/LKH8gfuLkAT1YZR7+KAqmvPeqFEwXE2StvXLuz',
  '67gn+0QGRgHOIo/4+tAfEqSd4OdhlO5xdwBnw88bDGp66r1RiiP54uJCPGV5u7EhkT5wveFE68mwN+UCARuGUIgQGeOPjrxjPlhc',
  'Aqs0ciQsKJci1ydgd9rX1SatxYKDWHgs+Dv5FkMFphqbZZzTQwGXdHQ6yjNsloPrXL3ZHZWOkcctXyRwhC3LlDccRHVJMX1xWcXf',
  'F1tiJO8wBqvNXHGH4UoxOedO5f9ZZm04di8aApvYD3c00ak6WoGlwrfYULd4foZVAlqFNDE6fSrVnEYapMONgVbW0AlBQbN2/uuL',
  'Qa9eZ3xTVp+xdz7mGwNz75jjWVP597eqzG0mZKxabsBCg1Fu+TkZUBrnBq/TcVv6we089CXKpHBopLsW0mmGWdQ1RgMHI4Hww9Se',
  'Ri7rI4Q9gheVUAicBfjVjpb1JgsEw0XZy9i2k/VMYEZJM93lz2iiRa/H29I8fb0mR+G54NPRP+RTTkSf5vcK5tH87x7g4ZH+k6gD',
  '1RJSpdYmoFIbcIzWNk8tgLR4saOlim+v5RT1IG+eTs8LdOelI54ovxR0XmmJ9PujamUEb/gHW9/o9SQtniRLocyDa8B7T2DiTJFV',
  'cIasKlFrl048wGOLZd1AobfabJ+S937G+6mcO6LiCqpO7y6nu8lL5L596OpmvWCB3Ul4dyRpNhfu07ghQvhwJ0i6lyEaRxUYHisB',
  '+17lsMXHmyIcUUlD7xXwTyOrA7sR2FnUsAmUWWIUAIcTwMKgnajij9X6s2wMPcHJJ6Yex63taW1UMCkM8Mh+AgJTtPqTrlQEPYLh',
  'V0wTephardV5m2tA+uB2eo3rONRL0y2P/SrQg74fDr+HY1NB2ZFsCwgzElDxN5Rq6euVN2ZJmUQycYbdfDI6W6Pe1lizSJU26NqQ',
  'jORPGwykPo0rIb1//uaJB+xXzsbbgIzyyI+IJEpQoueXRAh6FEg7XPRWqjOEvbrxNAUfX7crfVCgDolZYLNnhcUBmV+Rxl7ANtzJ',
  'lcQoyLPmB+Q8W5EOVLihocpSlWhVP/6y2OZAMrUJMvB0+ldzSMX7GyuHJf85y+bqPlpe+EUv6vxy3cJMGBmJJVZxW80btd4Rnf8u',
  'uBf/QTGzqIswpjBZ0sPBTsFYFAXhKoXrLYOnUt+4RWv16BcSToTZ7/2jk0FEBIWWEgKsRfvdgplnYxnD26xGHhgcavNBCw5nqXIB',
  'XbrSaLS4/NlViAjVY9Pv6j1gnOtsClzh6V57LH8TX3p8j5+x5cxT3eWMtNPKmBMBTIT+S+o+dDaLoqEZhFcrrvQoBQAM8upUXktw',
  'Puf6MPZvssiSAbLU1zH8KoZEERhWmxIHbdnz/M6XkE/1k2t9253zcBt8kzb0C2fdU0jGls/ORyWENB3bLW6tkaJsRtVFJIAhYXVU',
  'wONVBSSLXJFPMYePrFbOdgZn7pDIxsRd/bf/VnFb4ttaLi+d3/WGBSY99U6lBzNNC7pFuEd2Ewj6IEvasWxuo30DfdJJXvNgKW5H',
  'YCj67aCt7dcMhrVRaA0MENi4pKHOFlFYbMRVwZ86mlu7T2d+z+7nSjMHVflQBi4iF61iKjBVE9UxwRKukvKcNHqRVg6ateVn6ETa',
  'om+CYZ/Xx16UDAmLFtWojMXGGue1LWOvKTEFe9SvwasqhnELTT116OodPBx4Xg6ttjj8lALoRIdZJlHaUziqhNZdOWqSQx9GfuhX',
  'qZvxP/8Gxfda4r3tTKggRAPMKU05KYs3mnOJYD4djSGNHV1JkaiSMKuF2dFJ016IRmCAaPdZtD20LBReZmdn+sXa5xeP4zXMLp3w',
  'NduvlEBOWUoBXaYbQH//SE+TWEfmaejs4lyV7cW+pFV4nQyV0joNtvTLdGxHBgu0KGVpUd3EW8rsxLtOL21C0bhHw2s7eMgzyr7c',
  'epZjiWRlP6JojwraiKrhP166eCjF3YvnbVXDm5kuMuSrD6wdgmQyY8Ixf+g88ulzIqXhwX3S1A7hOKslt7KNJmR1eb1m1W11sUO+',
  '2zwA76puVfYuV9Uy8qnhNfWmNnjKEO7m4mtbOlFQgV0/1h19xVzDQvExvU2bg7/ikMH/Q+We1MU0djzL51E+HQjpPEoMDGzmorci',
  'F8pzSA4O5likIlJGiguQ8qp6haW6NFBhZzwbwdDWX5FPIMeJ+7L1Pw46RK3R8BRT5N2h6Nk+Biy779vhceyGWTwtgmMSBl4U4wcL',
  'uLEcbay4mg6btknPBkOeODEEalk3YU4XzuyUfQci7uWFII7Ju/k1b994JmSFBHItBk4K8UpeJjVXY+Lf9kJmJk9nv/9//0XoA2OY',
  'YDOdvi3ip9CkmMutMBrWDcBpC1q7cq8kH32vFYAHJuIUZjSjTHj4bzJVvrcop5QcJjYrivtkCF//bXlEX3lmiiFeZQF4PiJjHRQ/',
  'URaNZPsEpC6Z9uWPGndoXxta5CKGr/H+7y1Tzv5Kck98lm//SvdOKlk5E/MXqoqcz/0zkofMQ6b/S86FlismymARgEZn+ruUZCcF',
  'Zuu7UICyMNcPjAzxp44AgTKUmNxvO/9/sDoHahiu+F/9U4LKIpDaQQ88wdj8lW7m/ppgmzPn5H95YDImgUW8L5Uc5qt/YNvZLO7q',
  'EKzYVk24DDCqDjzrAeYgFsJSKB34h4AjZL0NNywEA3mn6Mq//9k=',
].join('')
