/** What the invented shop sells, where, and when it is busy. */

/** @typedef {{name: string, category: string, fen: number, weight: number}} Good */

/** @param {string} name @param {string} category @param {number} fen @param {number} weight @returns {Good} */
const good = (name, category, fen, weight) => ({name, category, fen, weight});

export const GOODS = Object.freeze([
  good('云南小粒咖啡豆 454g', '咖啡豆', 8800, 14),
  good('耶加雪菲 水洗 250g', '咖啡豆', 9800, 11),
  good('意式拼配“早班” 1kg', '咖啡豆', 15800, 9),
  good('曼特宁 深烘 250g', '咖啡豆', 8600, 7),
  good('瑰夏 日晒 100g', '咖啡豆', 16800, 3),
  good('低因拼配 250g', '咖啡豆', 9200, 3),
  good('挂耳咖啡 综合装, 10片', '挂耳咖啡', 5900, 15),
  good('挂耳咖啡 耶加 20片', '挂耳咖啡', 10800, 8),
  good('冷萃咖啡液 12颗', '即饮咖啡', 6900, 9),
  good('冻干咖啡粉 24颗', '即饮咖啡', 11900, 6),
  good('正山小种 150g', '茶叶', 12800, 5),
  good('明前龙井 100g', '茶叶', 23800, 3),
  good('茉莉花茶 200g', '茶叶', 7800, 6),
  good('白牡丹 茶饼 350g', '茶叶', 19800, 2),
  good('手冲套装 "入门"', '器具', 26800, 2),
  good('V60 滤纸 100张', '器具', 2900, 5),
  good('手摇磨豆机', '器具', 32800, 1),
  good('随行保温杯 355ml', '周边', 12900, 3),
  good('春节礼盒, 咖啡+茶', '礼盒', 29800, 2),
]);

export const CHANNELS = Object.freeze([
  {name: '小程序', weight: 42},
  {name: '企业微信', weight: 22},
  {name: '公众号', weight: 14},
  {name: '门店', weight: 12},
  {name: '天猫', weight: 10},
]);

/**
 * The weeks before the spring festival, 618, 双11 and 双12: how many more orders than on an ordinary
 * day, and at what part of the price.
 */
const SEASONS = [
  {from: '01-06', to: '01-26', busy: 1.5, price: 1},
  {from: '06-01', to: '06-15', busy: 1.6, price: 0.9},
  {from: '06-16', to: '06-20', busy: 3.2, price: 0.85},
  {from: '11-01', to: '11-09', busy: 1.8, price: 0.9},
  {from: '11-10', to: '11-12', busy: 4.5, price: 0.8},
  {from: '12-10', to: '12-12', busy: 2, price: 0.88},
];
const ORDINARY = {busy: 1, price: 1};

/** @typedef {{busy: number, price: number}} Season */

/** The busiest that a day can be. */
export const BUSIEST = Math.max(...SEASONS.map((season) => season.busy));

/** 2024-01-01 to 2025-12-31. */
export const DAYS = 731;
const FIRST_DAY = Date.UTC(2024, 0, 1) / 86400000;

/** @param {number} day from 0, the first day @returns {string} YYYY-MM-DD */
export const dayText = (day) => new Date((FIRST_DAY + day) * 86400000).toISOString().slice(0, 10);

/**
 * The season of each day.
 *
 * @returns {Season[]}
 */
export function calendar() {
  return Array.from({length: DAYS}, (_, day) => {
    const date = dayText(day).slice(5);
    return SEASONS.find((season) => season.from <= date && date <= season.to) ?? ORDINARY;
  });
}
